"""Budgets in, what stands against each out: what workspaces cost now, what is approved, and what no sum holds.

Four queries at most, however many budgets and workspaces there are; none where there is no budget.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from gitops_portal.core.lifecycle import State
from gitops_portal.core.rules.budgets import Budget as Noun
from gitops_portal.core.rules.budgets import Place, Standing, Sums, reaching, standing
from gitops_portal.core.rules.scope import Scope, ScopeKind
from gitops_portal.core.rules.tag_sums import LEFT_OUT, SUM, UNTOLD
from gitops_portal.records.models import Budget, Run, RunTag, Workspace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from gitops_portal.core.rules.budgets import Tag

APPROVED: Final = (State.APPROVED, State.AUTO_APPROVED)
_PLANS: Final = Run.objects.filter(kind="plan", evaluated_at__isnull=False, workspace=OuterRef("pk")).order_by(
    "-number"
)
_NEWEST: Final = Subquery(_PLANS.values("pk")[:1])
_PRICED: Final = Subquery(
    _PLANS.annotate(told=F("cost_before") + F("cost_after")).filter(told__isnull=False).values("pk")[:1]
)
_COVERAGE: Final = ("summary__cost__coverage__priced", "summary__cost__coverage__unpriced")


class _Cost(NamedTuple):
    """Of a run that counts: the newest whose cost is known, or one that is approved."""

    pk: int
    workspace: int
    state: str
    before: Decimal | None
    after: Decimal | None
    priced: int | None
    unpriced: int | None

    @property
    def delta(self) -> Decimal:
        """Nothing, where it is not known: then its resources are among those in no sum."""
        return Decimal(0) if self.before is None or self.after is None else self.after - self.before


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
    found = Workspace.objects.order_by("pk").annotate(priced=_PRICED, newest=_NEWEST)
    others = found if without is None else found.exclude(pk=without)
    return [dict(told) for told in others.values("pk", "slug", "labels", "priced", "newest")]


def _counting() -> QuerySet[Run]:
    """The runs that count of all workspaces, and those that are approved."""
    newest = Workspace.objects.order_by().annotate(counts=Coalesce(_PRICED, _NEWEST)).values("counts")
    return Run.objects.filter(Q(state__in=APPROVED, kind="plan") | Q(pk__in=newest)).order_by("pk")


def _costs(places: Iterable[Mapping[str, Any]]) -> list[_Cost]:
    keys = {told["pk"] for told in places}
    columns = ("pk", "workspace", "state", "cost_before", "cost_after", *_COVERAGE)
    return [one for one in (_Cost(*row) for row in _counting().values_list(*columns)) if one.workspace in keys]


class _Tags(NamedTuple):
    """What was kept of a run by tag, of the tags that are asked for."""

    sums: dict[Tag, RunTag]
    untold: dict[str, int]
    left_out: set[str]


def _tags(wanted: Collection[Tag]) -> Mapping[int, _Tags]:
    """By run. A run of which nothing was kept has none."""
    if not wanted:
        return {}
    keys = {key for key, _ in wanted}
    found: defaultdict[int, _Tags] = defaultdict(lambda: _Tags({}, {}, set()))
    for told in RunTag.objects.filter(key__in={"", *keys}, run__in=_counting().values("pk")):
        kept = found[told.run_id]
        if told.kind == UNTOLD:
            kept.untold[told.key] = told.unpriced
        elif told.kind == LEFT_OUT:
            kept.left_out.add(told.key)
        elif told.kind == SUM:
            kept.sums[told.key, told.value] = told
    return found


def _place(told: Mapping[str, Any], costs: Iterable[_Cost], tags: Mapping[int, _Tags]) -> Place:
    counts = told["priced"] or told["newest"]
    standing = next((one for one in costs if one.pk == counts), None)
    if standing is None:
        return Place(told["slug"], told["labels"])
    coming = [one for one in costs if one.state in APPROVED]
    whole = Sums(
        _now(standing, standing.before, standing.after),
        sum((one.delta for one in coming), Decimal(0)),
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


def _now(standing: _Cost, before: Decimal | None, after: Decimal | None) -> Decimal:
    """What a plan says of what stands: what it leaves where it was applied, else what it found."""
    return (after if standing.state == State.APPLIED else before) or Decimal(0)


def _tagged(tag: Tag, standing: _Cost, coming: Iterable[_Cost], tags: Mapping[int, _Tags]) -> Sums:
    found = tags[standing.pk].sums.get(tag)
    further = [one for run in coming if (one := tags[run.pk].sums.get(tag))]
    return Sums(
        _now(standing, found.before, found.after) if found else Decimal(0),
        sum((one.after - one.before for one in further), Decimal(0)),
        found.priced if found else 0,
        max((one.unpriced for one in (found, *further) if one), default=0),
    )
