"""A workspace in; where its state is read from, and which serials others told of it, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core import lifecycle, serials
from gitops_portal.core.bypass import Serial
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.serials import Of, Said
from gitops_portal.records.models import StateSource
from gitops_portal.records.queries import outcomes

if TYPE_CHECKING:
    from datetime import datetime

    from gitops_portal.records.models import Snapshot, Workspace

_OPEN = [state for state in State if lifecycle.possible(state, Event.EXPIRE)]
"""In which a plan may still be applied."""


def source(workspace: Workspace) -> StateSource | None:
    """None where nothing is read."""
    return StateSource.objects.filter(workspace=workspace).first()


def taken(place: str, workspace: Workspace) -> bool:
    """Whether another workspace's state is read from there."""
    return StateSource.objects.filter(place=place).exclude(workspace=workspace).exists()


def due(slug: str, now: datetime, limit: int) -> list[int]:
    """The keys of those to be looked at by now, of one workspace or of all; who waits longest comes first."""
    found = StateSource.objects.filter(next_at__lte=now)
    found = found.filter(workspace__slug=slug) if slug else found
    return list(found.order_by("next_at").values_list("pk", flat=True)[:limit])


def held(pk: int) -> StateSource | None:
    """With its workspace; None where it is gone."""
    return StateSource.objects.select_related("workspace").filter(pk=pk).first()


def compared(workspace: Workspace, snapshot: Snapshot) -> list[Said]:
    """How a state stands to what was applied last, and to the newest plan that may still be applied."""
    last = outcomes.last_of(workspace)
    newest = workspace.runs.filter(kind="plan", state__in=_OPEN).order_by("-number")
    planned = newest.values_list("number", "serial", "lineage").first()
    return serials.compared(
        Serial(snapshot.serial, snapshot.lineage),
        Of(last.run.number, Serial(last.serial, last.lineage)) if last else None,
        Of(planned[0], Serial(planned[1], planned[2])) if planned else None,
    )
