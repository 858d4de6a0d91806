"""Servers of Argo CD: which are known and due, and what their Applications said last of which workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.records.models import ArgocdServer, Observation, Workspace

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


def servers() -> list[ArgocdServer]:
    return list(ArgocdServer.objects.all())


def due(now: datetime) -> list[int]:
    """The keys of those to be asked by now; who waits longest comes first."""
    return list(ArgocdServer.objects.filter(next_at__lte=now).order_by("next_at").values_list("pk", flat=True))


def held(pk: int) -> ArgocdServer | None:
    """None where it is gone."""
    return ArgocdServer.objects.filter(pk=pk).first()


def workspaces(slugs: Collection[str]) -> dict[str, Workspace]:
    """Those of these names that there are."""
    return {one.slug: one for one in Workspace.objects.filter(slug__in=slugs)}


def last_words(places: Collection[Workspace]) -> dict[tuple[int, str], Observation]:
    """What Argo CD said last of each Application of these workspaces, by the workspace's key and the subject."""
    found = Observation.objects.filter(workspace__in=places, newest=True, source="argocd")
    return {(one.workspace_id, one.subject): one for one in found}
