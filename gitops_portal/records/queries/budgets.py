"""Budgets in, what stands against each out: what workspaces cost now, what is approved, and what no sum holds.

Four queries at most, however many budgets and workspaces there are; none where there is no budget.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from gitops_portal.core.lifecycle import State
from gitops_portal.core.rules.budgets import Budget as Noun
from gitops_portal.core.rules.budgets import Ends, Place, Standing, Sums, reaching, standing
from gitops_portal.core.rules.scope import Scope, ScopeKind
from gitops_portal.core.rules.tag_sums import HIGH, LEFT_OUT, LOW, SUM, UNTOLD
from gitops_portal.records.models import Budget, Run, RunTag, Workspace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from gitops_portal.core.rules.budgets import Tag

APPROVED: Final = (State.APPROVED, State.AUTO_APPROVED)
_PLANS: Final = Run.objects.filter(kind="plan", evaluated_at__isnull=False, workspace=OuterRef("pk")).order_by(
    "-number"
)
NEWEST_PLAN: Final = Subquery(_PLANS.values("pk")[:1])
NEWEST_PRICED: Final = Subquery(
    _PLANS.annotate(told=F("cost_before") + F("cost_after")).filter(told__isnull=False).values("pk")[:1]
)
_COVERAGE: Final = ("summary__cost__coverage__priced", "summary__cost__coverage__unpriced")
ENDS: Final = tuple(KT(f"summary__cost__{end}__{side}") for end in ("low", "high") for side in ("before", "after"))


class _Cost(NamedTuple):
    """Of a run that counts: the newest whose cost is known, or one that is approved."""

    pk: int
    workspace: int
    state: str
    before: Decimal | None
    after: Decimal | None
    priced: int | None
    unpriced: int | None
    low_before: str | None
    low_after: str | None
    high_before: str | None
    high_after: str | None


class _Sides(NamedTuple):
    """What is paid before, and after; nothing, where it is not known: then resources are among those in no sum."""

    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)

    @property
    def delta(self) -> Decimal:
        return self.after - self.before


class _Range(NamedTuple):
    """What a run, or one tag of it, comes to; the ends are what is typical where nobody tells a range."""

    typical: _Sides = _Sides()
    low: _Sides = _Sides()
    high: _Sides = _Sides()


def rows() -> list[Budget]:
    """All of them, by name."""
    return list(Budget.objects.all())


def row(pk: int) -> Budget | None:
    return Budget.objects.filter(pk=pk).first()


def count() -> int:
    return Budget.objects.count()


def named(name: str) -> Budget | None:
    return Budget.objects.filter(name=name).first()


def noun(row: Budget) -> Noun:
    """What a row says."""
    tag = (row.tag_key, row.tag_value) if row.tag_key else None
    return Noun(row.name, row.amount, Scope(ScopeKind(row.scope), row.selector), tag)


def shared(workspace: Workspace) -> tuple[Standing, ...]:
    """The budgets that reach a workspace, each with what all the other workspaces come to."""
    found = reaching(map(noun, rows()), workspace.slug, workspace.labels)
    return stand(found, without=workspace.pk) if found else ()


def of_workspace(workspace: Workspace, *, sums: bool) -> tuple[Standing, ...]:
    """The budgets that a workspace counts to. Without `sums` nothing is told of what the workspaces come to."""
    found = reaching(map(noun, rows()), workspace.slug, workspace.labels)
    return stand(found) if sums else tuple(map(Standing, found))


def stand(budgets: Sequence[Noun], without: int | None = None) -> tuple[Standing, ...]:
    """What stands against each budget; `without` is the key of a workspace that does not count."""
    if not budgets:
        return ()
    seen = _places(without)
    costs = _costs(seen)
    tags = _tags({budget.tag for budget in budgets if budget.tag})
    by_place: defaultdict[int, list[_Cost]] = defaultdict(list)
    for one in costs:
        by_place[one.workspace].append(one)
    places = [_place(told, by_place[told["pk"]], tags) for told in seen]
    return tuple(standing(budget, places) for budget in budgets)


def _places(without: int | None) -> list[dict[str, Any]]:
    """Workspaces with the runs that count: the newest plan that says what things cost, else the newest plan."""
    found = Workspace.objects.order_by("pk").annotate(priced=NEWEST_PRICED, newest=NEWEST_PLAN)
    others = found if without is None else found.exclude(pk=without)
    return [dict(told) for told in others.values("pk", "slug", "labels", "priced", "newest")]


def _counting() -> QuerySet[Run]:
    """The runs that count of all workspaces, and those that are approved."""
    newest = Workspace.objects.order_by().annotate(counts=Coalesce(NEWEST_PRICED, NEWEST_PLAN)).values("counts")
    return Run.objects.filter(Q(state__in=APPROVED, kind="plan") | Q(pk__in=newest)).order_by("pk")


def _costs(places: Iterable[Mapping[str, Any]]) -> list[_Cost]:
    keys = {told["pk"] for told in places}
    columns: tuple[Any, ...] = ("pk", "workspace", "state", "cost_before", "cost_after", *_COVERAGE, *ENDS)
    return [one for one in (_Cost(*row) for row in _counting().values_list(*columns)) if one.workspace in keys]


class _Tags(NamedTuple):
    """What was kept of a run by tag, of the tags that are asked for."""

    sums: dict[Tag, RunTag]
    low: dict[Tag, RunTag]
    high: dict[Tag, RunTag]
    untold: dict[str, int]
    left_out: set[str]

    def range(self, tag: Tag) -> _Range:
        told = self.sums.get(tag)
        if told is None:
            return _Range()
        ends = told, self.low.get(tag, told), self.high.get(tag, told)
        return _Range(*(_Sides(end.before, end.after) for end in ends))


def _tags(wanted: Collection[Tag]) -> Mapping[int, _Tags]:
    """By run. A run of which nothing was kept has none."""
    if not wanted:
        return {}
    keys = {key for key, _ in wanted}
    found: defaultdict[int, _Tags] = defaultdict(lambda: _Tags({}, {}, {}, {}, set()))
    for told in RunTag.objects.filter(key__in={"", *keys}, run__in=_counting().values("pk")):
        kept = found[told.run_id]
        if told.kind == UNTOLD:
            kept.untold[told.key] = told.unpriced
        elif told.kind == LEFT_OUT:
            kept.left_out.add(told.key)
        else:
            {SUM: kept.sums, LOW: kept.low, HIGH: kept.high}[told.kind][told.key, told.value] = told
    return found


def _place(told: Mapping[str, Any], costs: Iterable[_Cost], tags: Mapping[int, _Tags]) -> Place:
    counts = told["priced"] or told["newest"]
    standing = next((one for one in costs if one.pk == counts), None)
    if standing is None:
        return Place(told["slug"], told["labels"])
    coming = [one for one in costs if one.state in APPROVED]
    whole = _sums(
        standing,
        _range(standing),
        map(_range, coming),
        standing.priced or 0,
        max(one.unpriced or 0 for one in (standing, *coming)),
    )
    kept = [tags[one.pk] for one in (standing, *coming) if one.pk in tags]
    if len(kept) < len({standing.pk, *(one.pk for one in coming)}):
        return Place(told["slug"], told["labels"], whole)
    return Place(
        told["slug"],
        told["labels"],
        whole,
        {tag: _tagged(tag, standing, coming, tags) for each in kept for tag in each.sums},
        tags[standing.pk].untold,
        frozenset().union(*(each.left_out for each in kept)),
    )


def _range(one: _Cost) -> _Range:
    if one.before is None or one.after is None:
        return _Range()
    typical = _Sides(one.before, one.after)
    return _Range(
        typical,
        _end(one.low_before, one.low_after) or typical,
        _end(one.high_before, one.high_after) or typical,
    )


def _end(before: str | None, after: str | None) -> _Sides | None:
    return None if before is None or after is None else _Sides(Decimal(before), Decimal(after))


def _sums(standing: _Cost, found: _Range, coming: Iterable[_Range], priced: int, unpriced: int) -> Sums:
    """What a plan says of what stands is what it leaves where it was applied, else what it found."""
    side = int(standing.state == State.APPLIED)
    now, low, high = (end[side] for end in found)
    further = [[end.delta for end in one] for one in coming]
    return Sums(
        now,
        sum((typical for typical, _, _ in further), Decimal(0)),
        priced,
        unpriced,
        Ends(low - now, high - now),
        sum((Ends(least - typical, most - typical) for typical, least, most in further), Ends()),
    )


def _tagged(tag: Tag, standing: _Cost, coming: Iterable[_Cost], tags: Mapping[int, _Tags]) -> Sums:
    found = tags[standing.pk].sums.get(tag)
    runs = [tags[one.pk] for one in (standing, *coming)]
    own, *further = (kept.range(tag) for kept in runs)
    unpriced = max((kept.sums[tag].unpriced for kept in runs if tag in kept.sums), default=0)
    return _sums(standing, own, further, found.priced if found else 0, unpriced)
