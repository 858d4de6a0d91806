"""A workspace in, what its newest state holds out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Count

from gitops_portal.records.models import Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.records.models import StandingResource, Workspace

STATE_FILTERS = ("type", "module", "provider")


def newest_snapshot(workspace: Workspace) -> Snapshot | None:
    return Snapshot.objects.filter(workspace=workspace).first()


def snapshots(workspace: Workspace, limit: int) -> list[Snapshot]:
    """The newest states that were sent, the newest first."""
    return list(Snapshot.objects.filter(workspace=workspace)[:limit])


def standing_resources(
    snapshot: Snapshot, page: str | int, asked: Mapping[str, str], size: int
) -> Page[StandingResource]:
    """The objects of a state in order of address; `q` narrows by words of the address."""
    rows = snapshot.standing.all()
    for word in asked.get("q", "").split():
        rows = rows.filter(address__icontains=word)
    for name in STATE_FILTERS:
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    return Paginator(rows, size).get_page(page)


def standing_counts(snapshot: Snapshot, by: str, limit: int) -> tuple[list[tuple[str, int]], int]:
    """How many objects a state holds by type, module or provider, the most frequent first; and how many more kinds."""
    counted = snapshot.standing.order_by().values(by).annotate(count=Count("pk")).order_by("-count", by)
    return list(counted.values_list(by, "count")[:limit]), max(0, counted.count() - limit)
