"""What is counted for the metrics: all of it in the database, so that every process tells the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Case, Count, Min, Value, When

from gitops_portal.core.lifecycle import State
from gitops_portal.core.posture import State as Posture
from gitops_portal.records.models import Delivery, Run
from gitops_portal.records.queries.estate import Totals, each, organisation
from gitops_portal.records.queries.known import POSTURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta
    from decimal import Decimal

NEWEST: Final = 2_000
"""Of so many runs at most it is told how long they took."""


GAUGES: Final = {
    "queue_runs": "Runs that are not evaluated yet.",
    "queue_oldest_seconds": "Age of the oldest of them.",
    "waiting_oldest_seconds": "Age of the oldest run that people have to act on.",
    "deliveries_waiting": "Messages to channels that are not sent yet.",
    "deliveries_oldest_seconds": "Age of the oldest of them.",
    "workspaces": "Workspaces.",
    "workspaces_drifted": "Workspaces that are known to have drifted.",
    "workspaces_unverified": "Workspaces that nobody compared with the real world, or too long ago.",
    "workspaces_unpriced": "Workspaces with a plan whose cost is not known.",
}
"""What is told without a label, and what it is: to whoever scrapes, and where metrics are sent."""


class Counted(NamedTuple):
    """How many runs are in a state, or messages wait, and when the oldest of them was made."""

    number: int
    since: datetime | None


def runs() -> dict[State, Counted]:
    """By state, the empty ones included; an index holds all that is asked."""
    rows = Run.objects.order_by().values_list("state").annotate(runs=Count("*"), since=Min("created_at"))
    return {**dict.fromkeys(State, Counted(0, None)), **{State(state): Counted(*told) for state, *told in rows}}


def evaluations(since: datetime) -> list[tuple[str, timedelta]]:
    """The verdict of each of the newest runs that was evaluated since then, and how long after its upload."""
    newest = Run.objects.order_by("-pk").values_list("verdict", "created_at", "evaluated_at")[:NEWEST]
    return [(verdict, ended - begun) for verdict, begun, ended in newest if ended and ended >= since]


def deliveries() -> Counted:
    """Messages that are to be sent yet, also those that wait for quiet hours to end."""
    told = Delivery.objects.filter(state__in=[Delivery.WAITING, Delivery.SENDING])
    return Counted(**told.aggregate(number=Count("*"), since=Min("created_at")))


def gauges(counted: Mapping[State, Counted], totals: Totals, now: datetime) -> dict[str, float]:
    """The figures of GAUGES."""
    moving = [counted[state] for state in State if state.moving]
    unsent = deliveries()
    return {
        "queue_runs": sum(told.number for told in moving),
        "queue_oldest_seconds": _age(moving, now),
        "waiting_oldest_seconds": _age([counted[state] for state in State if state.open], now),
        "deliveries_waiting": unsent.number,
        "deliveries_oldest_seconds": _age([unsent], now),
        "workspaces": totals.total,
        "workspaces_drifted": totals.counts["drifted"],
        "workspaces_unverified": totals.counts["unverified"],
        "workspaces_unpriced": totals.counts["unpriced"],
    }


def _age(counted: Iterable[Counted], now: datetime) -> float:
    since = min((told.since for told in counted if told.since), default=now)
    return max(0.0, (now - since).total_seconds())


class Place(NamedTuple):
    """A workspace by its slug, how far it is from the real world by now, and what it costs a month."""

    slug: str
    posture: str
    """One of `core.posture.State`."""
    cost: Decimal | None
    """US dollars; None where nobody knows."""
    waiting: Counted
    """Its runs waiting for somebody."""


_POSTURE: Final = Case(
    When(POSTURES["drifted"], then=Value(Posture.DRIFTED.value)),
    When(POSTURES["same"], then=Value(Posture.IN_SYNC.value)),
    default=Value(Posture.UNVERIFIED.value),
)


def places() -> list[Place]:
    """Every workspace by name, in two queries however many there are."""
    waiting = Run.objects.filter(state__in=[state for state in State if state.open]).order_by().values_list("workspace")
    found = {key: Counted(*told) for key, *told in waiting.annotate(runs=Count("*"), since=Min("created_at"))}
    rows = each().annotate(by_now=_POSTURE).order_by("slug").values_list("pk", "slug", "by_now", "cost")
    return [Place(slug, by_now, cost, found.get(key, Counted(0, None))) for key, slug, by_now, cost in rows]


def age(counted: Counted, now: datetime) -> float:
    """Seconds that the oldest of them is old; 0 where there is none."""
    return _age([counted], now)


def workspaces() -> Totals:
    """Of all workspaces."""
    return organisation()
