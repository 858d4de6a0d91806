"""What a plan costs as the portal and as another tool say in; where the two disagree, the most first, out.

Where a workspace says so, the sums of the other tool stand in place of the portal's (`with_figures`).

Both are in one currency, a month. An amount that one of them does not know is no zero: it is a row of its own kind.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core.model import Figures
from gitops_portal.core.money import RECKONED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.model import Cost, ToolCost, ToolReport

_SAME: Final = Decimal("0.01")
"""Below this two amounts are one: they were rounded at different places."""


def figures(reports: Iterable[ToolReport]) -> Figures | None:
    """Those of the first report that tells both sides in the currency of the price book."""
    for report in reports:
        told = report.figures
        before, after = told.get("before"), told.get("after")
        if told.get("currency") == RECKONED and before is not None and after is not None:
            return Figures(report.tool, Decimal(before), Decimal(after))
    return None


def with_figures(cost: Cost, told: Figures | None) -> Cost:
    """The same lines, under the sums that were told."""
    return replace(cost, before=told.before, after=told.after, told_by=told.told_by) if told else cost


class Disagreement(Struct, frozen=True):
    """A resource, and what it costs afterwards, or before where it goes; None where that is not known."""

    address: str
    ours: Decimal | None
    theirs: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """How much more the other tool says; None where one of them does not know."""
        return None if self.ours is None or self.theirs is None else self.theirs - self.ours


class Compared(Struct, frozen=True):
    """`alike` of the resources cost the same; `apart` are of one of the two alone, and of these nothing is told."""

    rows: tuple[Disagreement, ...] = ()
    alike: int = 0
    apart: int = 0


def compared(ours: Iterable[Mapping[str, Any]], theirs: Iterable[ToolCost]) -> Compared:
    """`ours` are cost lines as a run keeps them: `address`, `action`, `status`, `before`, `after`.

    A resource that both list is compared; what depends on use alone is known to neither. What costs nothing here and is
    not listed there is not apart.
    """
    told = {each.address: each for each in theirs}
    rows, alike, apart = [], 0, set(told)
    for line in ours:
        found = told.get(line["address"])
        if found is None:
            if _known(line, "before") or _known(line, "after"):
                apart.add(line["address"])
            continue
        apart.discard(found.address)
        side = "before" if line["action"] in _LEAVING else "after"
        row = Disagreement(found.address, _known(line, side), getattr(found, side))
        if _agree(row, line):
            alike += 1
        else:
            rows.append(row)
    return Compared(tuple(sorted(rows, key=_weight)), alike, len(apart))


_LEAVING: Final = frozenset({"delete", "forget"})


def _known(line: Mapping[str, Any], side: str) -> Decimal | None:
    """None where it has no price, and where nothing but use makes it cost something."""
    amount = None if line[side] is None else Decimal(str(line[side]))
    return amount or None if line["status"] == "usage_based" else amount


def _agree(row: Disagreement, line: Mapping[str, Any]) -> bool:
    """Whether both say the same, or neither knows: what depends on use is nothing there where nobody told how much."""
    if row.difference is not None:
        return abs(row.difference) < _SAME
    return row.ours == row.theirs or (line["status"] == "usage_based" and not row.theirs)


def _weight(row: Disagreement) -> tuple[Decimal, str]:
    amount = row.difference if row.difference is not None else (row.ours or row.theirs or Decimal(0))
    return -abs(amount), row.address
