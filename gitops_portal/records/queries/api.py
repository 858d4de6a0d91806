"""A machine's question in, rows out: what the HTTP API and the metrics ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Subquery

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Run, Token, Workspace
from gitops_portal.records.queries import sight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.records.models import Person


def workspaces(caller: Person | Token, after: str, limit: int) -> list[Workspace]:
    """Up to `limit` workspaces that a person or a token reaches, by slug, behind that one."""
    return list(sight.reached(caller).filter(slug__gt=after).order_by("slug")[:limit])


def count_workspaces(caller: Person | Token) -> int:
    """How many they reach."""
    return sight.reached(caller).count()


def workspace(slug: str, caller: Person | Token) -> Workspace:
    """Raises Workspace.DoesNotExist also where it exists but the caller does not reach it."""
    return sight.reached(caller).get(slug=slug)


def run(pk: int, caller: Person | Token) -> Run:
    """A run without its large documents. Raises Run.DoesNotExist also where the caller does not reach it."""
    known = Run.objects.filter(workspace__in=sight.reached(caller)).select_related("workspace", "superseded_by")
    large = ("view", "report", "superseded_by__view", "superseded_by__report", "superseded_by__summary")
    return known.defer(*large).get(pk=pk)


def moving(runs: Iterable[int]) -> set[int]:
    """Those of these runs that are not evaluated yet."""
    states = [state for state in State if state.moving]
    return set(Run.objects.filter(pk__in=runs, state__in=states).values_list("pk", flat=True))


def report(run: Run) -> dict[str, Any]:
    """The evaluation report; empty while there is none."""
    found: dict[str, Any] = Run.objects.values_list("report", flat=True).get(pk=run.pk)
    return found


def newest_runs(workspaces: Iterable[Workspace]) -> Mapping[int, Run]:
    """The newest run of each workspace, by the workspace's key."""
    newest = Run.objects.filter(workspace=OuterRef("pk")).order_by("-number").values("pk")[:1]
    places = Workspace.objects.filter(pk__in=[each.pk for each in workspaces]).annotate(newest=Subquery(newest))
    found = Run.objects.filter(pk__in=places.values("newest")).select_related("workspace")
    return {run.workspace_id: run for run in found.only("number", "state", "verdict", "workspace__slug")}


def newest_drawn(workspace: Workspace) -> Run | None:
    """The newest evaluated run."""
    drawn = workspace.runs.filter(evaluated_at__isnull=False).select_related("workspace")
    return drawn.defer(*sight.DOCUMENTS).order_by("-number").first()


def chain_events(chain: str, after: int, limit: int) -> list[AuditEvent]:
    """Up to `limit` events of a chain behind a sequence number, the oldest first."""
    found = AuditEvent.objects.filter(chain__name=chain, sequence__gt=after)
    return list(found.select_related("chain").order_by("sequence")[:limit])


def runs_by_state() -> dict[str, int]:
    """How many runs are in each state, the empty states included."""
    counts = Run.objects.order_by().values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(map(str, State), 0), **dict(counts)}


def workspace_counts() -> dict[str, tuple[str, int]]:
    """How many workspaces there are, are drifted, are unverified: by metric name, with what the figure tells."""
    return {
        "workspaces": ("Workspaces.", Workspace.objects.count()),
        "workspaces_drifted": (
            "Workspaces whose last verification found drift.",
            Workspace.objects.filter(drifted__gt=0).count(),
        ),
        "workspaces_unverified": (
            "Workspaces verified too long ago.",
            Workspace.objects.filter(unverified=True).count(),
        ),
    }
