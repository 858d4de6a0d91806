"""A cost in, what it leaves out or takes for granted out: bounded rows by resource type, to be acted on.

Only what stands after the apply counts: nobody needs to know what something cost that is gone.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.model import Action, CostStatus
from gitops_portal.core.pricing.cost import NO_REGION
from gitops_portal.core.pricing.price_book import ESTIMATED
from gitops_portal.core.text import bounded, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Cost, CostLine, PricedComponent

MOST: Final = 200
"""Rows that are kept of a run, those of the most resources; the others are one row of each kind, of no type."""
_GONE: Final = frozenset({Action.DELETE, Action.FORGET})


class Gap(StrEnum):
    """What is not known, by what it does to a sum: the gravest first."""

    UNPRICED = "unpriced"
    """No price: in no sum."""
    REGION = "region"
    """No price, for nobody knows where it stands."""
    LEAST = "least"
    """Something that is billed has no price: the sum is the least to pay."""
    USE = "use"
    """Its price is known, and nobody told how much is used."""
    ASSUMED = "assumed"
    """It is in the sum, with a default in place of what the plan leaves open."""
    ESTIMATED = "estimated"
    """The same with the price of another region, times a ratio."""


JUDGED: Final = "judged"
"""The kind of the row that every run has: of how many resources. A run without it was judged before there were any."""


class GapRow(NamedTuple):
    """So many resources of one type, for one reason. Names are those of columns."""

    kind: str
    type: str = ""
    reason: str = ""
    resources: int = 0


def gaps(cost: Cost) -> list[GapRow]:
    """The rows to keep of a run. A resource counts once for each kind and reason."""
    standing = [line for line in cost.lines if line.action not in _GONE]
    alike = {_key(line): line for line in standing}  # thousands may have one and the same bill
    found: Counter[tuple[Gap, str, str]] = Counter()
    for key, count in Counter(map(_key, standing)).items():
        line = alike[key]
        for gap, reason in set(_of(line)):
            found[gap, bounded(visible(line.type)), bounded(visible(reason))] += count
    order = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    rest: Counter[Gap] = Counter()
    for (gap, _, _), count in order[MOST:]:
        rest[gap] += count
    kept = [GapRow(*key, count) for key, count in order[:MOST]]
    others = [GapRow(gap, resources=rest[gap]) for gap in sorted(rest)]
    return [GapRow(JUDGED, resources=len(standing)), *kept, *others]


def _key(line: CostLine) -> tuple[str, str, str, int]:
    return line.type, line.status, line.note, id(line.components)


def _of(line: CostLine) -> Iterator[tuple[Gap, str]]:
    if line.status is CostStatus.UNPRICED:
        yield (Gap.REGION if NO_REGION in line.note else Gap.UNPRICED), line.note
        return
    uses = sorted({part.use.name for part in line.components if part.use and part.quantity is None})
    if uses:
        yield Gap.USE, ", ".join(uses)
    for part in line.components:
        if part.quantity is None and part.unit_price is None:
            yield Gap.LEAST, f"{part.name}: {part.note}" if part.note else part.name
        elif part.quantity is not None and part.note:  # without a quantity it is in no sum
            yield from _noted(part)


def _noted(part: PricedComponent) -> Iterator[tuple[Gap, str]]:
    """Cost models and the price book say in words what they took for granted, each with the same one."""
    for note in part.note.split("; "):
        if "assumed" in note:
            yield Gap.ASSUMED, note
        elif note.startswith(ESTIMATED):
            yield Gap.ESTIMATED, note
