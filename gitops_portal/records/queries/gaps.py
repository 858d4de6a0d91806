"""A person in, what the newest plans of the workspaces that they see do not know of their costs out.

Four queries, however many workspaces and plans there are. Kinds and types are few, so they are grouped once, and a page
of them is cut from that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Sum, Window
from django.db.models.functions import RowNumber

from gitops_portal.core.pricing.gaps import JUDGED, Gap
from gitops_portal.records.models import CostGap
from gitops_portal.records.queries.budgets import NEWEST_PLAN
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_portal.records.models import Person

    Key = tuple[str, str]
    """Kind and type."""

LISTED: Final = 3
"""Reasons and workspaces that are named in a row, those of the most resources; of the others the number is told."""


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace in which something is not known, and the plan that says so."""

    slug: str
    number: int
    resources: int


@dataclass(frozen=True, slots=True)
class Row:
    """Resources of one type of which the same is not known."""

    kind: str
    type: str
    """Empty for the types that a plan had no room for."""
    resources: int
    workspaces: int
    reasons: tuple[str, ...]
    reasons_left_out: int
    places: tuple[Place, ...]

    @property
    def places_left_out(self) -> int:
        return self.workspaces - len(self.places)


@dataclass(frozen=True, slots=True)
class Gaps:
    """All that a person sees: how many resources each kind is of, and a page of rows."""

    counts: Mapping[str, int]
    """Rows, by kind."""
    judged: int
    """Workspaces whose newest plan tells."""
    earlier: int
    """Those whose newest plan was judged before this was kept."""
    page: Page[Row]


def gaps(person: Person, kind: str, page: int | str = 1, size: int = 25) -> Gaps:
    """What is in no sum first, then by how many resources; `kind` is one of Gap, or empty for all of them."""
    newest: Any = workspaces(person).order_by().annotate(counts=NEWEST_PLAN).filter(counts__isnull=False)
    held = newest.annotate(tells=Exists(CostGap.objects.filter(run=OuterRef("counts"))))
    told = held.aggregate(judged=Count("pk", filter=Q(tells=True)), earlier=Count("pk", filter=Q(tells=False)))
    rows = sorted(_rows(newest), key=_gravity)
    shown: Any = Paginator([row for row in rows if kind in {"", row["kind"]}], size).get_page(page)
    shown.object_list = _told(shown.object_list, newest)
    return Gaps(Counter(row["kind"] for row in rows), told["judged"], told["earlier"], shown)


def _rows(newest: Any) -> Iterable[Mapping[str, Any]]:
    """By kind and type, in no order."""
    found: Any = CostGap.objects.filter(run__in=newest.values("counts")).exclude(kind=JUDGED).order_by()
    rows: Any = found.values("kind", "type").annotate(sum=Sum("resources"), runs=Count("run", distinct=True))
    return list(rows)


def _gravity(row: Mapping[str, Any]) -> tuple[int, int, int, str]:
    return list(Gap).index(Gap(row["kind"])), -row["sum"], -row["runs"], row["type"]


def _told(rows: Sequence[Mapping[str, Any]], newest: Any) -> list[Row]:
    """With the reasons and the workspaces that stand behind most of each."""
    if not rows:
        return []
    wanted = reduce(or_, (Q(kind=row["kind"], type=row["type"]) for row in rows))
    found: Any = CostGap.objects.filter(wanted, run__in=newest.values("counts")).order_by()
    reasons = _largest(found, "reason")
    places = _largest(found, "run__workspace__slug", "run__number")
    return [_row(row, reasons, places) for row in rows]


def _largest(found: Any, *names: str) -> dict[Key, list[tuple[Any, ...]]]:
    """Of each kind and type, those of the most resources by these columns, with how many that is, and of how many."""
    by = [F("kind"), F("type")]
    grouped = found.values("kind", "type", *names).annotate(sum=Sum("resources"))
    ranked = grouped.annotate(
        rank=Window(RowNumber(), partition_by=by, order_by=[F("sum").desc(), *names]),
        every=Window(Count("*"), partition_by=by),
    )
    told: dict[Key, list[tuple[Any, ...]]] = {}
    for kind, type_, *rest in (
        ranked.filter(rank__lte=LISTED).order_by("rank").values_list("kind", "type", *names, "sum", "every")
    ):
        told.setdefault((kind, type_), []).append(tuple(rest))
    return told


def _row(
    row: Mapping[str, Any],
    reasons: Mapping[Key, list[tuple[Any, ...]]],
    places: Mapping[Key, list[tuple[Any, ...]]],
) -> Row:
    key = row["kind"], row["type"]
    why = reasons.get(key, [])
    named = tuple(reason for reason, *_ in why if reason)
    left_out = why[0][-1] - len(why) if why else 0
    where = tuple(Place(slug, number, count) for slug, number, count, _ in places.get(key, ()))
    return Row(*key, row["sum"], row["runs"], named, left_out, where)
