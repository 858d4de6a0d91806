"""Backtests, the runs that are left of one, and what its results come to, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from django.db.models import Count, Exists, OuterRef, Q

from gitops_portal.core.model import Outcome
from gitops_portal.records.models import Backtest, BacktestedRun, Run

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

_OVER: Final = {
    Outcome.BLOCKED.value: Q(becomes=Outcome.BLOCKED),
    Outcome.NEEDS_APPROVAL.value: Q(becomes=Outcome.NEEDS_APPROVAL),
    "undetermined": Q(undetermined=True),
    Outcome.PASSED.value: Q(becomes=Outcome.PASSED),
    "error": ~Q(error=""),
}
KINDS: Final = tuple(_OVER)
"""What may become of a run, by the names that pages ask with."""


class Reach(NamedTuple):
    """Which runs a backtest is about, and how many it leaves out."""

    first: int
    last: int
    total: int
    not_judged: int
    beyond: int


class Workspaces(TypedDict):
    """What comes of the runs of a workspace, as numbers of runs; `runs` are all of them."""

    run__workspace__slug: str
    runs: int
    blocked: int
    needs_approval: int
    undetermined: int
    passed: int
    error: int


def reach(since: datetime, now: datetime, most: int) -> Reach:
    """Of the plans that arrived since then, the newest so many; what is judged later belongs to no backtest."""
    arrived = Run.objects.filter(kind="plan", created_at__gte=since)
    judged = arrived.filter(evaluated_at__lte=now)
    count = judged.count()
    keys = list(judged.order_by("-pk").values_list("pk", flat=True)[:most])
    first, last = (keys[-1], keys[0]) if keys else (0, 0)
    return Reach(first, last, len(keys), arrived.count() - count, count - len(keys))


def left(held: Backtest, most: int) -> list[Run]:
    """The next runs without a result, the newest first."""
    told = BacktestedRun.objects.filter(backtest=held, run=OuterRef("pk"))
    found = Run.objects.filter(
        ~Exists(told), kind="plan", pk__range=(held.first_run, held.last_run), evaluated_at__lte=held.made_at
    )
    return list(found.select_related("workspace").defer("summary").order_by("-pk")[:most])


def backtest(pk: int) -> Backtest:
    """Raises Backtest.DoesNotExist."""
    return Backtest.objects.get(pk=pk)


def running() -> Backtest | None:
    return Backtest.objects.filter(state=Backtest.RUNNING).first()


def latest(most: int) -> list[Backtest]:
    return list(Backtest.objects.defer("text")[:most])


def due(now: datetime) -> list[int]:
    """Those that nobody is at."""
    return list(Backtest.objects.filter(state=Backtest.RUNNING, next_at__lte=now).values_list("pk", flat=True))


def by_workspace(held: Backtest) -> list[Workspaces]:
    """What comes of it so far, in one query; the workspaces with most blocked runs first."""
    counts = {name: Count("pk", filter=where) for name, where in _OVER.items()}
    found = held.runs.order_by().values("run__workspace__slug").annotate(runs=Count("pk"), **counts)
    return sorted(found, key=_gravity)  # type: ignore[arg-type]  # the stubs do not know names that are made here


def _gravity(told: Workspaces) -> tuple[int, int, int, int, str]:
    counts = -told["blocked"], -told["needs_approval"], -told["undetermined"], -told["passed"]
    return *counts, told["run__workspace__slug"]


def otherwise(held: Backtest, workspace: str = "", kind: str = "") -> QuerySet[BacktestedRun]:
    """Runs of which something would be other than it is, or could not be told; of one workspace, or of one kind."""
    found = held.runs.select_related("run__workspace").defer("run__summary")
    found = found.filter(_OVER[kind] if kind in _OVER else ~Q(becomes="") | Q(undetermined=True) | ~Q(error=""))
    return found.filter(run__workspace__slug=workspace) if workspace else found
