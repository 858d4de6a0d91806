"""Who asks in, the change requests of the workspaces that they reach out: what waits for somebody first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Max, Value, When

from gitops_portal.core import approvals as arithmetic
from gitops_portal.core import change_requests
from gitops_portal.core.approvals import Taken
from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import Run, StateRead
from gitops_portal.records.queries.sight import reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from gitops_portal.core.approvals import Approvals
    from gitops_portal.records.models import Person, Token

_WAITING = [state for state in State if state.open or state.moving or state.allows_apply]
"""States that somebody has yet to do something about: decide, evaluate or apply."""
MOST = 200
"""Workspaces of one change request that are shown; of more the number is told."""


@dataclass(frozen=True, slots=True)
class Request:
    """A change request with the newest run of each of its workspaces, by name."""

    key: str
    runs: tuple[Run, ...]
    left_out: int = 0

    @property
    def newest(self) -> Run:
        return max(self.runs, key=lambda run: run.pk)

    @property
    def waits(self) -> bool:
        return any(run.state in _WAITING for run in self.runs)


def change_requests_of(caller: Person | Token, page: int | str = 1, size: int = 50) -> Page[Request]:
    """Those that wait first, then the newest; in three queries however many there are."""
    known = _runs(caller)
    waits = Max(Case(When(state__in=_WAITING, then=Value(1)), default=Value(0)))
    grouped = known.values("request").annotate(waits=waits, newest=Max("pk")).order_by("-waits", "-newest")
    found: Any = Paginator(grouped, size).get_page(page)
    keys = [row["request"] for row in found.object_list]
    by_key: dict[str, list[Run]] = {}
    for run in _newest(known.filter(request__in=keys)).order_by("workspace__slug"):
        by_key.setdefault(run.request, []).append(run)
    found.object_list = [Request(key, tuple(by_key[key])) for key in keys if key in by_key]
    shown: Page[Request] = found
    return shown


def change_request(caller: Person | Token, key: str) -> Request | None:
    """One of them; None where there is none, or none that the caller reaches."""
    newest = _newest(_runs(caller).filter(request=key))
    runs = tuple(newest.prefetch_related("decisions").order_by("workspace__slug")[: MOST + 1])
    if not runs:
        return None
    return Request(key, runs[:MOST], newest.count() - MOST if len(runs) > MOST else 0)


def _runs(caller: Person | Token) -> QuerySet[Run]:
    return Run.objects.filter(workspace__in=reached(caller), kind="plan").exclude(request="").order_by()


def _newest(known: QuerySet[Run]) -> QuerySet[Run]:
    """The newest run of each workspace in each change request: older ones gave way."""
    newest = known.values("request", "workspace").annotate(newest=Max("pk")).values("newest")
    return Run.objects.filter(pk__in=newest).select_related("workspace").defer("summary", "view", "report")


def briefs_of(runs: Iterable[Run]) -> Mapping[int, Mapping[str, Any]]:
    """What each run's brief is made of, by the run's key; nothing of a run that is not evaluated."""
    told = Run.objects.filter(pk__in=[run.pk for run in runs], evaluated_at__isnull=False)
    named = told.values_list("pk", "summary__brief", "summary__reasons")
    return {
        pk: {"plan": {}, **({"brief": brief} if brief else {}), "reasons": reasons or []}
        for pk, brief, reasons in named
    }


def approvals_of(run: Run) -> Approvals:
    """How many people have to approve it, and how many did; its decisions were fetched with it."""
    taken = (Taken(decision.identity, decision.action) for decision in run.decisions.all())
    return arithmetic.count(
        run.workspace.required_approvals, taken, nothing_to_approve=run.state == State.AUTO_APPROVED
    )


def apply_order(runs: Iterable[Run]) -> tuple[list[list[str]], list[str]]:
    """The workspaces of a change request in the turns of their applies; and those that read each other in a circle."""
    owners = {run.workspace.state_address: run.workspace.slug for run in runs if run.workspace.state_address}
    reads: dict[str, set[str]] = {run.workspace.slug: set() for run in runs}
    found = StateRead.objects.filter(workspace__in=[run.workspace_id for run in runs], address__in=owners)
    for slug, address in found.values_list("workspace__slug", "address"):
        reads[slug].add(owners[address])
    return change_requests.order(reads)
