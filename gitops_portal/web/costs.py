"""The cost part of a run's summary in; its lines by what is known of them, and the steps of a waterfall, out."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Line = Mapping[str, Any]

STEPS: Final = 12
"""So many resources stand as steps of their own in the waterfall; the rest is one step."""

TO_FILL: Final = "HOW_MUCH"
"""Stands for a figure that a person puts in: a file that still holds it is refused."""

_THINNEST: Final = 0.4
"""Percent of the width that a bar has at least: every step can be seen."""


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of the waterfall: what it adds per month, and where it lies, in percent of the width."""

    address: str
    """Empty for what several resources add together."""
    action: str
    delta: Decimal
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From what is paid before to what is paid after; `base` is where "before" lies, in percent of the width."""

    before: Decimal
    after: Decimal
    steps: Sequence[Step]
    total: Step
    base: float


def amount(value: object) -> Decimal:
    """An amount of the summary; what is not known adds nothing to a sum, and is told apart from it."""
    return Decimal(str(value)) if value is not None else Decimal(0)


def delta(line: Line) -> Decimal:
    """What a line costs more per month than before."""
    return amount(line["after"]) - amount(line["before"])


def by_status(lines: Sequence[Line]) -> Mapping[str, list[Line]]:
    """Lines by whether they are priced, those among them whose cost stays apart as `same`; unpriced is never zero."""
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups["same" if line["status"] == "priced" and not delta(line) else line["status"]].append(line)
    return dict(groups)


def untold(lines: Iterable[Line]) -> str:
    """What to add to a usage file for the parts of these lines that depend on use and are not told; empty for none."""
    missing = {
        line["address"]: names
        for line in lines
        if (names := [part["use"] for part in line["components"] if part.get("use") and part["quantity"] is None])
    }
    if not missing:
        return ""
    told = [
        f"  {json.dumps(address)}:\n" + "".join(f"    {name}: {TO_FILL}\n" for name in dict.fromkeys(names))
        for address, names in missing.items()
    ]
    return "resources:\n" + "".join(told)


def groups(cost: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Line], list[Line]]]:
    """The sums per type and per module: title, head of the first column, rows that change, rows that stay the same."""
    for title, key in (("By type", "type"), ("By module", "module")):
        rows = cost.get(f"by_{key}", [])
        if key == "module" and len(rows) <= 1:
            continue  # a single module says nothing the total does not
        costly = [
            {**row, "name": row[key], "delta": delta(row)}
            for row in rows
            if amount(row["before"]) or amount(row["after"])
        ]
        yield (
            title,
            key.capitalize(),
            [row for row in costly if row["delta"]],
            [row for row in costly if not row["delta"]],
        )


def waterfall(cost: Mapping[str, Any]) -> Waterfall | None:
    """A step per resource that costs more or less, the largest first; None where nothing does.

    Bars show differences alone: beside what is paid anyway, a change of it could not be seen.
    """
    found = [(line["address"], line["action"], delta(line)) for line in cost["lines"] if delta(line)]
    own = cost.get("own", cost)  # lines add up to the portal's sums, whoever told those of the run
    before, after = amount(own["before"]), amount(own["after"])
    total = after - before
    rest = total - sum((step for *_, step in found[:STEPS]), Decimal(0))
    shown = [*found[:STEPS], *([("", "", rest)] if rest else [])]
    if not shown:
        return None
    sums = [Decimal(0), *accumulate(step for *_, step in shown)]
    low, span = min(sums), max(sums) - min(sums)

    def bar(address: str, action: str, ends: tuple[Decimal, Decimal]) -> Step:
        first, last = (float((end - low) / span) * 100 for end in sorted(ends))
        width = max(last - first, _THINNEST)
        return Step(address, action, ends[1] - ends[0], round(min(first, 100 - width), 2), round(width, 2))

    steps = [bar(address, action, ends) for (address, action, _), ends in zip(shown, pairwise(sums), strict=True)]
    return Waterfall(before, after, steps, bar("", "", (Decimal(0), total)), round(float(-low / span) * 100, 2))
