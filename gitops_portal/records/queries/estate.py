"""A person and what they ask for in, workspaces out: narrowed, sorted, counted, summed and paged by the database.

Nothing of this is kept beside the runs: what a workspace's newest plan says is one look at an index (decision 31).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Func,
    OrderBy,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from gitops_portal.core.lifecycle import State
from gitops_portal.records.models import Person, Run, Workspace
from gitops_portal.records.queries.known import DRIFTED, LAPSED, POSTURES
from gitops_portal.records.queries.sight import reach, workspaces

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import QuerySet

PRICED: Final = Q(cost_before__isnull=False, cost_after__isnull=False)
"""Runs that say what a workspace costs: nothing, where no price is known, is not zero."""
TREND: Final = 24
"""So many runs make a cost trend."""
_EVERY: Final = 2**31 - 1
MOST_LABELS: Final = 100
"""Labels that are offered to narrow by; of more the number is told."""
PENDING: Final = frozenset(
    {State.AWAITING, State.BLOCKED, State.CHANGES_REQUESTED, State.APPROVED, State.AUTO_APPROVED}
)
"""States in which what a plan would cost is still to come."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which workspaces, in which order. What is empty, or no name of STATES, POSTURES or SORTS, does not count."""

    text: str = ""
    state: str = ""
    posture: str = ""
    labels: tuple[str, ...] = ()
    """`name=value`, all of which it has."""
    applied_since: datetime | None = None
    """Those where something was applied since then."""
    sort: str = ""
    """One of SORTS, with a `-` before it the other way round."""


@dataclass(frozen=True, slots=True)
class Line:
    """A workspace with its newest plan, what it costs a month, and what it cost lately, the oldest figure first."""

    workspace: Workspace
    run: Run | None = None
    cost: Decimal | None = None
    costs: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """How many workspaces a person sees, how many of them are in each of STATES and POSTURES, and what they cost."""

    total: int
    counts: Mapping[str, int]
    cost: Decimal | None
    """US dollars a month, of those whose cost is known; None where it is of none."""
    unpriced: int
    """Workspaces with a plan whose cost is not known."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What was applied in some time: how many runs, what they changed of the monthly cost, and of how many that is
    not known.
    """

    runs: int
    delta: Decimal | None
    unpriced: int


def _newest(value: Any) -> Subquery:
    """A column of the newest plan of each workspace, or an expression of its columns."""
    plans = Run.objects.filter(workspace=OuterRef("pk"), kind="plan").order_by("-number")
    return Subquery(plans.annotate(wanted=F(value) if isinstance(value, str) else value).values("wanted")[:1])


_NOW: Final = Case(When(state=State.APPLIED, then="cost_after"), default="cost_before")
_COST: Final = Subquery(
    Run.objects.annotate(now=_NOW, told=F("cost_before") + F("cost_after"))
    .filter(told__isnull=False, workspace=OuterRef("pk"))
    .order_by("-number")
    .values("now")[:1]
)
"""Of the newest run that is PRICED; asked of the sum, since PostgreSQL takes five times as long to skip two nulls."""
_DELTA: Final = Case(When(state__in=PENDING, then=F("cost_after") - F("cost_before")))

STATES: Final[Mapping[str, Q]] = {
    "blocked": Q(state=State.BLOCKED),
    "awaiting": Q(state=State.AWAITING),
    "changes-requested": Q(state=State.CHANGES_REQUESTED),
    "errored": Q(state__in=(State.ERRORED, State.APPLY_FAILED)),
    "over-budget": Q(cost__gt=F("budget")),
    "unpriced": Q(cost=None) & ~Q(state=None),
    "empty": Q(state=None),
}
"""What the newest plan of a workspace may be asked for, besides whom it waits for."""
_CHANGES: Final = F("creates") + F("updates") + F("replaces") + F("deletes") + F("forgets") + F("unknowns")
_GRAVITY: Final = Case(
    When(state=State.BLOCKED, then=1),
    When(state=State.AWAITING, then=2),
    When(state=State.CHANGES_REQUESTED, then=3),
    When(state__in=(State.ERRORED, State.APPLY_FAILED), then=4),
    default=9,
)
"""Of the newest plan, so that it is looked up once a row and not once a state."""
SORTS: Final[Mapping[str, tuple[bool, tuple[Any, ...]]]] = {
    "attention": (
        False,
        (
            Coalesce(_newest(_GRAVITY), 9),
            Case(When(POSTURES["drifted"], then=0), default=1),
            Case(When(LAPSED, then=0), default=1),
        ),
    ),
    "name": (False, (F("slug"),)),
    "newest": (True, (_newest("pk"),)),
    "changes": (True, (_newest(_CHANGES),)),
    "guardrails": (True, (_newest("blocking"), _newest("warnings"), _newest("undetermined"))),
    "drift": (True, (DRIFTED,)),
    "verified": (False, (Case(When(verified_at=None, then=0), default=1), F("verified_at"))),
    "cost": (True, (F("cost"),)),
    "delta": (True, (_newest(_DELTA),)),
}
"""Orders, each with whether it falls, and by what; then by name. `attention` begins with what waits for who looks."""


class _Labelled(Func):
    """Whether a label of that name has that value. No path is made of a name: it may be any text."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[str, ...]]:
        labels, name, value = self.get_source_expressions()
        column, _nothing = compiler.compile(labels)
        if connection.vendor == "postgresql":
            return f"COALESCE({column} ->> %s = %s, FALSE)", (name.value, value.value)
        sql = f"EXISTS (SELECT 1 FROM json_each({column}) WHERE key = %s AND value = %s)"  # noqa: S608 - our own column
        return sql, (name.value, value.value)


def workspace_lines(
    person: Person, asked: Asked, waiting: Collection[int], page: int | str, size: int = 50
) -> Page[Line]:
    """Workspaces that a person sees; `waiting` are the keys of those where a run waits for this person."""
    found = _narrowed(_seen(person), asked, waiting).order_by(*_order(asked.sort, waiting), "slug")
    shown: Any = Paginator(found.values_list("pk", flat=True), size).get_page(page)
    keys = list(shown.object_list)  # PostgreSQL works out all columns of the pages before this one, too
    by_key: dict[int, Any] = _seen(person).annotate(newest=_newest("pk")).in_bulk(keys)
    rows = [by_key[key] for key in keys if key in by_key]
    runs = Run.objects.defer("summary").in_bulk([row.newest for row in rows if row.newest])
    costs = _trends(rows)
    shown.object_list = [Line(row, runs.get(row.newest), row.cost, costs.get(row.pk, ())) for row in rows]
    lines: Page[Line] = shown
    return lines


def _trends(rows: Iterable[Workspace]) -> dict[int, tuple[Decimal, ...]]:
    recent = Run.objects.filter(PRICED, workspace__in=rows, number__gt=F("workspace__last_number") - TREND)
    trends: dict[int, list[Decimal]] = {}
    for key, cost in recent.order_by("number").annotate(now=_NOW).values_list("workspace", "now"):
        trends.setdefault(key, []).append(cost)
    return {key: tuple(costs) for key, costs in trends.items()}


def _order(sort: str, waiting: Collection[int]) -> list[OrderBy]:
    """What is not known stands last, whichever way round."""
    name = sort.removeprefix("-")
    falls, keys = SORTS.get(name, SORTS["attention"])
    if keys is SORTS["attention"][1]:
        keys = (Case(When(pk__in=waiting, then=0), default=1), *keys)
    return [OrderBy(key, descending=falls != sort.startswith("-"), nulls_last=True) for key in keys]


def totals(person: Person, waiting: Collection[int]) -> Totals:
    """In one query."""
    return _totals(_seen(person), waiting)


def organisation() -> Totals:
    """The same of all workspaces, for machines: nothing waits for them."""
    return _totals(_with_newest(Workspace.objects.all()), ())


def each() -> QuerySet[Workspace]:
    """All workspaces, each with the `state` of its newest plan and what it costs a month, as `cost`: for machines."""
    return _with_newest(Workspace.objects.all())


def standing(workspace: Workspace) -> tuple[str, Decimal | None]:
    """The state of its newest plan, empty where there is none, and what it costs a month, None where nobody knows."""
    found: Any = _with_newest(Workspace.objects.filter(pk=workspace.pk)).get()
    return found.state or "", found.cost


def _totals(seen: QuerySet[Workspace], waiting: Collection[int]) -> Totals:
    asked = {**STATES, **POSTURES}
    rows = seen.order_by()[:_EVERY]  # SQLite asks for the newest plan once a row, where there is an end to them
    found = rows.aggregate(total=Count("pk"), sum=Sum("cost"), **counted(asked))
    told = {"waiting": len(waiting), **{name: found[f"count_{name}"] for name in asked}}
    return Totals(found["total"], told, found["sum"], told["unpriced"])


def counted(asked: Mapping[str, Q]) -> dict[str, Count]:
    """What to aggregate, for how many rows each of these is; a name of its own each, no column's."""
    return {f"count_{name}": Count("pk", filter=which) for name, which in asked.items()}


def applied_since(person: Person, since: datetime) -> Applied:
    """What was applied from then on, in the workspaces that a person sees."""
    runs = Run.objects.filter(reach(person), applied_at__gte=since).order_by()
    delta = F("cost_after") - F("cost_before")  # of columns that an index holds, and null where one of them is
    found = runs.aggregate(runs=Count("applied_at"), priced=Count(delta), delta=Sum(delta))
    return Applied(found["runs"], found["delta"], found["runs"] - found["priced"])


def labels(person: Person) -> tuple[list[str], int]:
    """The labels, as `name=value`, of what a person sees: the most frequent ones by name, and how many more."""
    found: Counter[str] = Counter()
    for told, count in workspaces(person).order_by().values_list("labels").annotate(Count("pk")):
        found.update({f"{name}={value}": count for name, value in told.items()})
    return sorted(label for label, _ in found.most_common(MOST_LABELS)), max(0, len(found) - MOST_LABELS)


def _seen(person: Person) -> QuerySet[Workspace]:
    return _with_newest(workspaces(person))


def _with_newest(found: QuerySet[Workspace]) -> QuerySet[Workspace]:
    return found.annotate(state=_newest("state"), cost=_COST)


def _narrowed(found: Any, asked: Asked, waiting: Collection[int]) -> Any:
    if asked.text:
        found = found.filter(Q(slug__icontains=asked.text) | Q(name__icontains=asked.text))
    for label in asked.labels:
        name, _, value = label.partition("=")
        found = found.filter(_Labelled(F("labels"), Value(name), Value(value)))
    if asked.state == "waiting":
        found = found.filter(pk__in=waiting)
    elif asked.state in STATES:
        found = found.filter(STATES[asked.state])
    if asked.posture in POSTURES:
        found = found.filter(POSTURES[asked.posture])
    if asked.applied_since:
        found = found.filter(pk__in=Run.objects.filter(applied_at__gte=asked.applied_since).values("workspace"))
    return found
