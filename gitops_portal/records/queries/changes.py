"""A run, filters and who reads in, the changes that pass and how many there are of each kind out.

Equal changes of instances are one entry of a list: the first of those that pass, by risk, stands for the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, Min, Q, Sum, Window
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.db.models.lookups import Exact

from gitops_portal.core.difference import compare
from gitops_portal.core.model import Action, Noise, Status
from gitops_portal.records.queries.viewed import viewed_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from django.db.models import QuerySet

    from gitops_portal.records.models import Person, Run, RunChange, RunFinding

ROOT = "root"
"""The filter for what stands in no module: a module's address begins otherwise."""


def _objecting(run: Run, guardrail: str) -> Q:
    found = _objections(run).filter(guardrail=guardrail)
    return Q(address__in=found.values("address"))


def _objections(run: Run) -> QuerySet[RunFinding]:
    return run.findings.filter(standing=False).exclude(status=Status.WAIVED)


def _containing(run: Run, text: str) -> Q:
    found = run.values_of_changes.filter(text__icontains=text)
    return Q(address__icontains=text) | Q(key__in=found.values("key"))


_WANTED: Mapping[str, Callable[[Run, str], Q]] = {
    "action": lambda _, value: Q(action__in=value.split(",")),
    "type": lambda _, value: Q(type=value),
    "provider": lambda _, value: Q(type=value) | Q(type__startswith=f"{value}_"),
    "module": lambda _, value: Q(module="" if value == ROOT else value),
    "within": lambda _, value: Q(block__startswith=f"{value}."),
    "block": lambda _, value: Q(block_key=compare.key(value)),
    "text": lambda _, value: Q(address__icontains=value),
    "find": _containing,
    "findings": lambda run, _: Q(address__in=run.findings.exclude(status=Status.WAIVED).values("address")),
    "guardrail": _objecting,
    "cost": lambda *_: ~Q(Exact(Coalesce("cost_before", Decimal(0)), Coalesce("cost_after", Decimal(0)))),
    "alike": lambda _, value: Q(alike=value),
    "key": lambda _, value: Q(key=value),
    "noise": lambda run, value: Q(**_ranks(run, value)),
}
CHANGE_FILTERS = tuple(_WANTED)
"""What the changes of a run may be narrowed by, most of it the same as its graph: `action` names several with commas
between, `module` is one instance, `within` a module with all its instances and whatever stands inside, `text` stands in
the address, `find` there or in what differs as it is shown, `alike` is one group, and `noise` one class of it, or
with `none` all that is no noise.
"""

NO_NOISE = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads which changes of a run. What stands at an address of `apart` is in no group.

    One more filter, `viewed`, is `yes` or `no`: whether they have viewed a change as it is.
    """

    run: Run
    person: Person
    filters: Mapping[str, str]
    apart: AbstractSet[str] = frozenset()

    def but(self, *without: str, **filters: str) -> Reading:
        """The same with other filters."""
        kept = {name: value for name, value in self.filters.items() if name not in without}
        return replace(self, filters=kept | filters)


def _read(reading: Reading) -> QuerySet[RunChange]:
    rows = _passing(reading.run, reading.filters)
    match reading.filters.get("viewed"):
        case "yes":
            return rows.filter(viewed_by(reading.run, reading.person))
        case "no":
            return rows.filter(~viewed_by(reading.run, reading.person))
        case _:
            return rows


def _passing(run: Run, filters: Mapping[str, str]) -> QuerySet[RunChange]:
    asked = {name: value.replace("\0", "") for name, value in filters.items()}  # PostgreSQL has no NUL
    wanted = [_WANTED[name](run, value) for name, value in asked.items() if value and name in _WANTED]
    return run.changes.filter(*wanted).order_by("rank")


def run_changes(
    run: Run, page: int | str = 1, filters: Mapping[str, str] | None = None, size: int = 50
) -> Page[RunChange]:
    """The changes by risk, the gravest first, each by itself. Filters that are not in CHANGE_FILTERS are ignored."""
    return Paginator(_passing(run, filters or {}), size).get_page(page)


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────────


def changes(reading: Reading, page: int | str, size: int) -> Page[RunChange]:
    """The changes by risk, each by itself."""
    return Paginator(_read(reading), size).get_page(page)


def grouped_changes(reading: Reading, page: int | str, size: int) -> Page[RunChange]:
    """The same with one change for each group."""
    rows = _read(reading)
    grouped = rows.exclude(alike="").exclude(address__in=reading.apart).order_by()
    first = grouped.values("alike").annotate(first=Min("rank")).values("first")
    alone = Q(alike="") | Q(address__in=reading.apart)
    return Paginator(rows.filter(alone | Q(rank__in=first)), size).get_page(page)


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one group that pass the filters: how many, and the first of them by address and key."""

    total: int
    viewed: bool
    """All of them."""
    first: tuple[tuple[str, str], ...]


def groups(reading: Reading, changes: Iterable[RunChange], limit: int) -> dict[int, Group]:
    """The groups that these changes stand for, by the key of the row. One query."""
    leading = {change.alike: change.pk for change in changes if change.alike and change.address not in reading.apart}
    if not leading:
        return {}
    rows = _read(reading).filter(alike__in=leading).exclude(address__in=reading.apart).order_by()
    seen = rows.annotate(seen=viewed_by(reading.run, reading.person))
    placed = seen.annotate(
        place=Window(RowNumber(), partition_by="alike", order_by="rank"),
        total=Window(Count("pk"), partition_by="alike"),
        viewed=Window(Sum(Cast("seen", IntegerField())), partition_by="alike"),
    ).filter(place__lte=limit)
    found: dict[tuple[str, int, int], list[tuple[str, str]]] = {}
    named = placed.order_by("alike", "place").values_list("alike", "total", "viewed", "address", "key")
    for alike, total, viewed, address, key in named:
        found.setdefault((alike, total, viewed), []).append((address, key))
    return {
        leading[alike]: Group(total, viewed == total, tuple(first))
        for (alike, total, viewed), first in found.items()
        if total > 1
    }


def entry(reading: Reading, *, key: str = "", alike: str = "") -> list[tuple[str, str]]:
    """Key and digest of one change, or of those of a group that pass the filters."""
    wanted = Q(key=key) if key else Q(alike=alike)
    rows = _read(reading).exclude(key="").filter(wanted)
    rows = rows.exclude(address__in=reading.apart) if alike else rows
    return [(change.key, change.seen_as) for change in rows.only("run_id", "key", "digest")]


def unchanged(run: Run, change: RunChange) -> list[tuple[str, str]] | None:
    """The attributes of a change that stay as they are, path and value; None where they are not kept."""
    kept = run.values_of_changes.filter(key=change.key).values_list("unchanged", flat=True).first()
    return None if kept is None else [(path, value) for path, value in kept]


def progress(run: Run, person: Person) -> tuple[int, int]:
    """How many changes of a run were viewed, and how many there are; what is noise asks for no look."""
    rows = _passing(run, {"noise": NO_NOISE}).order_by().annotate(seen=viewed_by(run, person))
    counted = rows.aggregate(total=Count("pk"), viewed=Count("pk", filter=Q(seen=True)))
    return counted["viewed"], counted["total"]


# ── how many there are of each ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Counts:
    """How many changes each choice of a filter would leave, the other filters as they are; 0 is left out."""

    action: Mapping[str, int]
    type: Mapping[str, int]
    guardrail: Mapping[str, int]
    noise: Mapping[str, int]


def change_counts(reading: Reading, limit: int = 200) -> Counts:
    """Four queries; of so many types at most."""
    run = reading.run

    def by(name: str) -> dict[str, int]:
        rows = _read(reading.but(name)).order_by()
        return dict(rows.values_list(name).annotate(total=Count("pk")).order_by(name)[:limit])

    at = _read(reading.but("guardrail")).order_by()
    objections = _objections(run).filter(address__in=at.values("address")).order_by("guardrail")
    classes = [noise for noise in Noise if (run.summary.get("noise") or {}).get(noise)]
    noise = {str(each): Count("pk", filter=Q(**_ranks(run, each))) for each in classes}
    found = _read(reading.but("noise")).order_by().aggregate(**noise) if noise else {}
    return Counts(
        action=by("action"),
        type=by("type"),
        guardrail=dict(objections.values_list("guardrail").annotate(total=Count("address", distinct=True))),
        noise={name: total for name, total in found.items() if total},
    )


def _ranks(run: Run, noise: str) -> dict[str, int]:
    """Where a class of noise stands: behind everything else, one class after the other in order of their names."""
    counts: dict[str, int] = run.summary.get("noise") or {}
    start = run.listed - sum(counts.values()) if counts else 0
    if noise == NO_NOISE:
        return {"rank__lt": start} if counts else {"rank__gte": 0}
    start += sum(count for name, count in counts.items() if name < noise)
    return {"rank__gte": start, "rank__lt": start + counts.get(noise, 0)}


@dataclass(frozen=True, slots=True)
class ModuleCount:
    """What a run does inside one module."""

    module: str
    actions: Mapping[str, int]


def module_counts(run: Run, limit: int = 100) -> tuple[list[ModuleCount], int]:
    """What a run does by module, where most is destroyed first, then where most changes; and how many are left out."""

    def number(*actions: Action) -> Count:
        return Count("pk", filter=Q(action__in=actions))

    counted = {action: number(action) for action in Action if action.changes}
    modules = (
        run.changes.exclude(action=Action.READ)
        .order_by()
        .values("module")
        .annotate(gone=number(Action.DELETE, Action.REPLACE, Action.UNKNOWN), total=Count("pk"), **counted)
        .order_by("-gone", "-total", "module")
    )
    rows: Iterable[tuple[Any, ...]] = modules.values_list("module", *map(str, counted))[:limit]
    counts = [
        ModuleCount(module, {str(action): n for action, n in zip(counted, numbers, strict=True) if n})
        for module, *numbers in rows
    ]
    return counts, max(0, modules.count() - limit)
