"""RQ: requests to run tasks, beside messages, for both wait for somebody else's server."""

from __future__ import annotations

from gitops_portal.actions import task_requests


def answer(pk: int) -> None:
    task_requests.work(pk)
