"""A machine's question in, rows out: what the HTTP API asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Subquery

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import AuditEvent, Run, RunDocument, Token, Workspace
from gitops_portal.records.queries import sight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.records.models import Person
    from gitops_portal.records.queries.sight import Places


def workspaces(caller: Person | Token | Places, after: str, limit: int) -> list[Workspace]:
    """Up to `limit` workspaces that a person or a token reaches, by slug, behind that one."""
    return list(sight.reached(caller).filter(slug__gt=after).order_by("slug")[:limit])


def count_workspaces(caller: Person | Token | Places) -> int:
    """How many they reach."""
    return sight.reached(caller).count()


def workspace(slug: str, caller: Person | Token | Places) -> Workspace:
    """Raises Workspace.DoesNotExist also where it exists but the caller does not reach it."""
    return sight.reached(caller).get(slug=slug)


def any_workspace(slug: str) -> Workspace | None:
    """Whoever reaches it: to tell its trail who was kept out."""
    return Workspace.objects.filter(slug=slug).first()


def workspace_of_run(pk: int) -> Workspace | None:
    """The same by a run."""
    found = Run.objects.filter(pk=pk).select_related("workspace").only("workspace").first()
    return found.workspace if found else None


def run(pk: int, caller: Person | Token | Places) -> Run:
    """Raises Run.DoesNotExist also where the caller does not reach it."""
    known = Run.objects.filter(workspace__in=sight.reached(caller)).select_related("workspace")
    return known.get(pk=pk)


def moving(runs: Iterable[int]) -> set[int]:
    """Those of these runs that are not evaluated yet."""
    states = [state for state in State if state.moving]
    return set(Run.objects.filter(pk__in=runs, state__in=states).values_list("pk", flat=True))


def report(run: Run) -> dict[str, Any]:
    """The evaluation report; empty while there is none."""
    found: dict[str, Any] | None = RunDocument.objects.filter(run=run).values_list("report", flat=True).first()
    return found or {}


def newest_runs(workspaces: Iterable[Workspace]) -> Mapping[int, Run]:
    """The newest run of each workspace, by the workspace's key."""
    newest = Run.objects.filter(workspace=OuterRef("pk")).order_by("-number").values("pk")[:1]
    places = Workspace.objects.filter(pk__in=[each.pk for each in workspaces]).annotate(newest=Subquery(newest))
    found = Run.objects.filter(pk__in=places.values("newest")).select_related("workspace")
    return {run.workspace_id: run for run in found.only("number", "state", "verdict", "workspace__slug")}


def newest_drawn(workspace: Workspace) -> Run | None:
    """The newest evaluated run."""
    drawn = workspace.runs.filter(evaluated_at__isnull=False).select_related("workspace")
    return drawn.defer("summary").order_by("-number").first()


def chain_events(chain: str, after: int, limit: int) -> list[AuditEvent]:
    """Up to `limit` events of a chain behind a sequence number, the oldest first."""
    found = AuditEvent.objects.filter(chain__name=chain, sequence__gt=after)
    return list(found.select_related("chain").order_by("sequence")[:limit])
