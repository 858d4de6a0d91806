"""Who looks, and a resource, in; every change of it in all workspaces that they see out, the newest first.

A resource is found by an index of its address, or of its block's. Types and modules have none: for them the newest
runs are looked through, so many at a time, and what was not looked at is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q

from gitops_portal.core.address import without_keys
from gitops_portal.core.difference import compare
from gitops_portal.records.models import ResourceOutcome, Run, RunChange
from gitops_portal.records.queries import sight

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gitops_portal.records.models import Person, Token
    from gitops_portal.records.queries.sight import Places

WINDOW: Final = 2_000
"""Runs that are looked through at once for a type or a module."""
_PLACE: Final = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")


class Asked(NamedTuple):
    """What is looked for; what is empty does not narrow. `type` and `module` are how they begin."""

    address: str = ""
    type: str = ""
    module: str = ""

    @property
    def anything(self) -> bool:
        return any(self)


class Line(NamedTuple):
    """A change with its run, and what became of it where an apply told that: a word of `core.applying.Result`."""

    change: RunChange
    result: str


class Page(NamedTuple):
    lines: list[Line]
    following: str
    """Where to go on; empty at the end."""
    looked_through: int
    """Of runs, where not all were."""


def resource_changes(caller: Person | Token | Places, asked: Asked, behind: str, size: int) -> Page:
    """Changes behind a place, `following` of the page before. Nothing where nothing is asked for."""
    if not asked.anything:
        return Page([], "", 0)
    runs = Run.objects.filter(sight.reach(caller))
    found, place = _named(asked), _PLACE.fullmatch(behind)
    if place:
        run, rank = int(place[1]), int(place[2])
        found = found.filter(Q(run__lt=run) | Q(run=run, rank__gt=rank))
        runs = runs.filter(pk__lte=run)
    last = None
    if not asked.address:
        looked = list(runs.order_by("-pk").values_list("pk", flat=True)[: WINDOW + 1])
        last = looked[WINDOW - 1] if len(looked) > WINDOW else None
        runs = runs.filter(pk__gte=last) if last else runs
    found = found.filter(run__in=runs.order_by().values("pk"))
    rows = list(_with_run(found.order_by("-run_id", "rank"))[: size + 1])
    following = ""
    if len(rows) > size:
        following = f"{rows[size - 1].run_id}.{rows[size - 1].rank}"
    elif last:
        following = f"{last}.{10**9 - 1}"
    return Page(_lines(rows[:size]), following, WINDOW if last and len(rows) <= size else 0)


def _named(asked: Asked) -> QuerySet[RunChange]:
    found = RunChange.objects.all()
    if asked.address:
        key = compare.key(asked.address)
        deposed = Q(block_key=compare.key(without_keys(asked.address)), address=asked.address)
        found = found.filter(Q(key=key) | Q(block_key=key) | deposed)
    if asked.type:
        found = found.filter(type__startswith=asked.type)
    if asked.module:
        found = found.filter(module__startswith=asked.module)
    return found


def _with_run(found: QuerySet[RunChange]) -> QuerySet[RunChange]:
    return found.select_related("run__workspace").defer("run__summary", "diff").prefetch_related("run__decisions")


def _lines(rows: list[RunChange]) -> list[Line]:
    told = ResourceOutcome.objects.filter(
        outcome__run__in={row.run_id for row in rows}, key__in={row.key for row in rows}
    ).order_by("outcome__created_at", "outcome")
    results = {(run, key): result for run, key, result in told.values_list("outcome__run", "key", "result")}
    return [Line(row, results.get((row.run_id, row.key), "")) for row in rows]
