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

    A resource that both list is compared. What is free or depends on use alone is nothing here, as there.
    """
    told = {each.address: each for each in theirs}
    rows, alike, apart = [], 0, set(told)
    for line in ours:
        found = told.get(line["address"])
        if found is None:
            apart |= {line["address"]} if line["before"] or line["after"] else set()
            continue
        apart.discard(found.address)
        goes = line["action"] in _LEAVING
        row = Disagreement(found.address, _ours(line, goes=goes), found.before if goes else found.after)
        by_use = line["status"] == "usage_based" and not row.theirs
        if by_use or row.ours == row.theirs or (row.difference is not None and abs(row.difference) < _SAME):
            alike += 1
        else:
            rows.append(row)
    return Compared(tuple(sorted(rows, key=_weight)), alike, len(apart))


_LEAVING: Final = frozenset({"delete", "forget"})


def _ours(line: Mapping[str, Any], *, goes: bool) -> Decimal | None:
    amount = line["before"] if goes else line["after"]
    if amount is not None:
        return Decimal(str(amount))
    return Decimal(0) if line["status"] == "free" else None


def _weight(row: Disagreement) -> tuple[Decimal, str]:
    amount = row.difference if row.difference is not None else (row.ours or row.theirs or Decimal(0))
    return -abs(amount), row.address
