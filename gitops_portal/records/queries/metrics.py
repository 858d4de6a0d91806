"""What is counted for the metrics: all of it in the database, so that every process tells the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Count, Min

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import Run
from gitops_portal.records.queries.estate import Totals, organisation

if TYPE_CHECKING:
    from datetime import datetime, timedelta

NEWEST: Final = 2_000
"""Of so many runs at most it is told how long they took."""


class Counted(NamedTuple):
    """How many runs are in a state, and when the oldest of them was made."""

    runs: int
    since: datetime | None


def runs() -> dict[State, Counted]:
    """By state, the empty ones included; an index holds all that is asked."""
    rows = Run.objects.order_by().values_list("state").annotate(runs=Count("*"), since=Min("created_at"))
    return {**dict.fromkeys(State, Counted(0, None)), **{State(state): Counted(*told) for state, *told in rows}}


def evaluations(since: datetime) -> list[tuple[str, timedelta]]:
    """The verdict of each of the newest runs that was evaluated since then, and how long after its upload."""
    newest = Run.objects.order_by("-pk").values_list("verdict", "created_at", "evaluated_at")[:NEWEST]
    return [(verdict, ended - begun) for verdict, begun, ended in newest if ended and ended >= since]


def workspaces() -> Totals:
    """Of all workspaces."""
    return organisation()
