"""RQ: servers of Argo CD that are asked, from the queue of what waits for somebody else's server."""

from __future__ import annotations

from gitops_portal.actions import argocd


def read_argocd(pk: int) -> None:
    argocd.read(pk)
