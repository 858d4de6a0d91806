"""A person and a time in, how far each workspace's monthly cost moved since then, and by which runs, out.

Five queries, however many workspaces and runs there are. Runs that count are priced ones of a whole plan: a plan that
failed, or is of a part of the configuration only, says little of what a workspace costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, When, Window
from django.db.models.functions import Abs, RowNumber

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import Run, Workspace
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from gitops_portal.records.models import Person

LISTED: Final = 3
"""Runs that are named for each workspace of a list; of the others number and sum are told."""
LISTED_OF_ONE: Final = 50
"""The same of a workspace by itself."""
_NOTHING: Final = Decimal(0)
_CENTS: Final = Decimal("0.0001")
_CHANGE: Final = F("cost_after") - F("cost_before")
_BY: Final = ("prices_version", "own_prices_version", "usage_version")
"""What a run was priced by."""
_WHOLE: Final = Q(plan_errored=False) & (Q(flags="") | ~Q(flags__regex=r"(^|[ '])-(target|exclude)"))
_PRICED: Final = (
    Run.objects.annotate(told=F("cost_before") + F("cost_after"))
    .filter(_WHOLE, told__isnull=False, workspace=OuterRef("pk"))
    .order_by("-number")
)


class Monthly(NamedTuple):
    """What a workspace costs a month now and cost then, in US dollars; None where no run tells."""

    key: int
    slug: str
    now: Decimal | None
    then: Decimal | None
    last_number: int
    """Of its newest run; zero where there is none."""

    @property
    def moved(self) -> Decimal:
        """Zero, too, where it is not known: `standing` tells that apart."""
        return _NOTHING if self.now is None or self.then is None else self.now - self.then

    @property
    def standing(self) -> str:
        """`up`, `down`, `same`; `new` without an earlier figure, `unpriced` without any, `empty` without a run."""
        if self.now is None:
            return "unpriced" if self.last_number else "empty"
        if self.then is None:
            return "new"
        return "up" if self.moved > 0 else "down" if self.moved < 0 else "same"


SHOWS: Final[Mapping[str, frozenset[str]]] = {
    "moved": frozenset({"up", "down"}),
    **{name: frozenset({name}) for name in ("up", "down", "new", "unpriced")},
}
"""What a list may be narrowed to, and the standings that are then in it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A run that was applied since then, and what it changed of the monthly cost."""

    number: int
    title: str
    at: datetime
    delta: Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """A workspace, the runs that tell its two figures, and what was applied between."""

    slug: str
    figures: Monthly
    run: Run | None = None
    """With `complete`, which is False where the plan says that it is not whole; as `earlier` has it."""
    earlier: Run | None = None
    applied: tuple[Applied, ...] = ()
    """The largest changes first, as many as are listed."""
    others: int = 0
    """Applied runs of known cost beside those."""
    others_delta: Decimal = _NOTHING
    unpriced: int = 0
    """Applied runs of unknown cost."""
    rest: Decimal = _NOTHING
    """What no applied run of known cost explains: prices, use, or what was changed outside of the portal."""
    priced_otherwise: tuple[str, ...] = ()
    """By which of `price book`, `own prices` and `usage file` the two runs were not priced alike."""


@dataclass(frozen=True, slots=True)
class Moves:
    """All that a person sees: how many stand how, what they come to, and a page of those that are asked for."""

    counts: Mapping[str, int]
    """By standing, and by name of SHOWS."""
    total: int
    now: Decimal | None
    """Of all whose cost is known."""
    up: Decimal
    down: Decimal
    page: Page[Move]


def moves(person: Person, since: datetime, show: str, page: int | str = 1, size: int = 25) -> Moves:
    """The largest move first; `show` is a name of SHOWS."""
    found = _figures(workspaces(person), since)
    by_standing: dict[str, list[Monthly]] = {name: [] for name in _STANDINGS}
    for one in found:
        by_standing[one.standing].append(one)
    listed = [one for name in SHOWS[show] for one in by_standing[name]]
    listed.sort(key=lambda one: (-abs(one.moved), -(one.now or _NOTHING), one.slug))
    shown: Any = Paginator(listed, size).get_page(page)
    shown.object_list = _told(shown.object_list, since)
    known = [one.now for one in found if one.now is not None]
    up, down = (sum((one.moved for one in by_standing[name]), _NOTHING) for name in ("up", "down"))
    counts = {name: len(held) for name, held in by_standing.items()}
    counts |= {name: sum(counts[each] for each in held) for name, held in SHOWS.items()}
    return Moves(counts, len(found), sum(known, _NOTHING) if known else None, up, down, shown)


def of_workspace(workspace: Workspace, since: datetime) -> Move:
    """The same of one, with more of its runs."""
    (found,) = _told(_figures(Workspace.objects.filter(pk=workspace.pk), since), since, LISTED_OF_ONE)
    return found


_STANDINGS: Final = ("up", "down", "same", "new", "unpriced", "empty")


def _figures(places: QuerySet[Workspace], since: datetime) -> list[Monthly]:
    """In one query, of two figures a workspace."""
    now = Case(When(state=State.APPLIED, then="cost_after"), default="cost_before")
    then = Case(When(state=State.APPLIED, applied_at__lte=since, then="cost_after"), default="cost_before")
    asked = places.order_by("slug").annotate(
        now=Subquery(_PRICED.annotate(figure=now).values("figure")[:1]),
        then=Subquery(_before(since).annotate(figure=then).values("figure")[:1]),
    )
    return [Monthly(*row) for row in asked.values_list("pk", "slug", "now", "then", "last_number")]


def _before(since: datetime) -> QuerySet[Run]:
    """By time, so that an index finds the first of them whatever came since."""
    return _PRICED.filter(created_at__lte=since).order_by("-created_at")


def _told(found: Iterable[Monthly], since: datetime, listed: int = LISTED) -> list[Move]:
    """With their runs: four queries."""
    found = list(found)
    keys = [one.key for one in found]
    ends = (
        Workspace.objects.filter(pk__in=keys)
        .order_by()
        .annotate(
            run=Subquery(_PRICED.values("pk")[:1]),
            earlier=Subquery(_before(since).values("pk")[:1]),
        )
    )
    pairs = {key: (run, earlier) for key, run, earlier in ends.values_list("pk", "run", "earlier")}
    wanted = {key for pair in pairs.values() for key in pair if key}
    runs = Run.objects.defer("summary").annotate(complete=F("summary__plan__complete")).in_bulk(wanted)
    applied = _Applied.of(keys, since, listed)
    shown = {key: (runs.get(run), runs.get(earlier)) for key, (run, earlier) in pairs.items()}
    return [_move(one, shown[one.key], applied) for one in found if one.key in shown]


class _Applied(NamedTuple):
    """What was applied in some workspaces, by their keys."""

    named: Mapping[int, list[Applied]]
    sums: Mapping[int, tuple[int, int, Decimal | None]]
    """How many runs, of how many the cost is known, and what these changed."""

    @classmethod
    def of(cls, keys: Collection[int], since: datetime, listed: int) -> _Applied:
        runs = Run.objects.filter(workspace__in=keys, state=State.APPLIED, applied_at__gt=since).order_by()
        rank = Window(RowNumber(), partition_by="workspace", order_by=[Abs(_CHANGE).desc(), F("number").desc()])
        largest = runs.annotate(change=_CHANGE).filter(change__isnull=False).annotate(rank=rank)
        named: dict[int, list[Applied]] = {}
        columns = ("workspace", "number", "title", "applied_at", "change")
        for key, *told in largest.filter(rank__lte=listed).order_by("rank").values_list(*columns):
            named.setdefault(key, []).append(Applied(*told))
        asked = runs.values("workspace").annotate(runs=Count("pk"), priced=Count(_CHANGE), change=Sum(_CHANGE))
        sums = asked.values_list("workspace", "runs", "priced", "change")
        return cls(named, {key: (count, priced, change) for key, count, priced, change in sums})


def _move(one: Monthly, ends: tuple[Run | None, Run | None], applied: _Applied) -> Move:
    run, earlier = ends
    named = tuple(each for each in applied.named.get(one.key, ()) if each.delta)
    count, priced, delta = applied.sums.get(one.key, (0, 0, None))
    explained = delta or _NOTHING
    return Move(
        one.slug,
        one,
        run,
        earlier,
        named,
        priced - len(applied.named.get(one.key, ())),
        (explained - sum((each.delta for each in named), _NOTHING)).quantize(_CENTS),
        count - priced,
        (one.moved - explained).quantize(_CENTS) if one.now is not None and one.then is not None else _NOTHING,
        _otherwise(run, earlier),
    )


def _otherwise(run: Run | None, earlier: Run | None) -> tuple[str, ...]:
    if run is None or earlier is None:
        return ()
    words = zip(_BY, ("price book", "own prices", "usage file"), strict=True)
    return tuple(word for name, word in words if getattr(run, name) != getattr(earlier, name))
