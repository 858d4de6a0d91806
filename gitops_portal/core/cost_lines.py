"""What resources cost in, as the report tells it out; and such a line in, what each of its components costs out.

A component has an amount before, one after and the difference. What is not known has none: it is never zero.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence

    from gitops_portal.core.model import CostLine, PricedComponent, Spread

    Bill = Sequence[PricedComponent]
    Pair = tuple[int | None, int | None]

_IN_BRACKETS: Final = re.compile(r" \([^()]*\)")


class Part(NamedTuple):
    """A component of a line as the report has it; a side is None where it does not stand there."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    delta: Decimal | None = None
    told: bool = True
    """False where a report of an earlier version has one of two sides alone: nobody knows the other."""

    @property
    def shown(self) -> Mapping[str, Any]:
        """As it is in the end."""
        return self.after or self.before or {}

    @property
    def note(self) -> str:
        """Where the two sides are explained in different words, each with its side."""
        before, after = (str(side["note"]) if side else "" for side in (self.before, self.after))
        if not self.before or not self.after or before == after:
            return after or before
        return "; ".join(f"{side}: {note}" for side, note in (("before", before), ("after", after)) if note)


def parts(line: Mapping[str, Any]) -> Iterator[Part]:
    """The components of a line of the report; one of an earlier version tells of no changes."""
    changes = line.get("component_changes")
    if changes:
        for pair in changes:
            delta = pair["monthly_delta"]
            yield Part(pair["before"], pair["after"], None if delta is None else Decimal(delta))
        return
    stood, stands = (line.get(side) is not None for side in ("monthly_before", "monthly_after"))
    for part in line["components"]:
        monthly = None if part["monthly"] is None else Decimal(part["monthly"])
        if changes is not None:
            yield Part(part, part, None if monthly is None else Decimal(0))
        elif stood is stands:
            yield Part(None, part, told=False)
        elif stands:
            yield Part(None, part, monthly)
        else:
            yield Part(part, None, None if monthly is None else -monthly)


def cost_lines(lines: Sequence[CostLine]) -> list[dict[str, Any]]:
    """The resources of the cost part. Thousands may have one and the same bills, which are written down once."""
    keys = list(map(_alike, lines))
    alike = dict(zip(keys, lines, strict=True))
    bills = {key[0]: _bills(line) for key, line in alike.items()}
    written = {key: _cost_line(line, bills[key[0]]) for key, line in alike.items()}
    return [{"address": line.address, **written[key]} for key, line in zip(keys, lines, strict=True)]


def _alike(line: CostLine) -> tuple[tuple[int, int], str, str, int, int, int]:
    """The bills of a line, and what else it tells of its resource."""
    bills = id(line.components_before), id(line.components)
    return bills, line.status, line.note, id(line.before), id(line.after), id(line.spread)


def _cost_line(line: CostLine, bills: dict[str, Any]) -> dict[str, Any]:
    """All but its address. Amounts are per month, null where not known."""
    return {
        "status": str(line.status),
        "monthly_before": money(line.before),
        "monthly_after": money(line.after),
        "note": line.note,
        **bills,
        **spread(line.spread),
    }


def _bills(line: CostLine) -> dict[str, Any]:
    """Its components, and those of both sides in pairs: none where all stay, nothing where there are no two sides."""
    before, after = line.components_before, line.components
    components = [_component(part) for part in after]
    if before is None or not (before or after):
        return {"components": components}
    if before is after:
        return {"components": components, "component_changes": []}
    changes = [
        {
            "before": None if was is None else _component(before[was]),
            "after": None if becomes is None else components[becomes],
            "monthly_delta": money(_delta(_monthly(before, was), _monthly(after, becomes))),
        }
        for was, becomes in pairs(before, after)
    ]
    return {"components": components, "component_changes": changes}


def _monthly(bill: Bill, at: int | None) -> Decimal | None:
    """What does not stand costs nothing, for certain."""
    return Decimal(0) if at is None else bill[at].monthly


def _delta(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else after - before


def pairs(before: Bill, after: Bill) -> Iterator[Pair]:
    """Which component becomes which, by their places: those after in their order, then those that go.

    What is the same on both sides is a pair, then what has the same name and unit; then what differs in brackets alone,
    such as the size of an instance, where as many of them stand on both sides.
    """
    found: dict[int, int] = {}
    _match(found, before, after, lambda part: part)
    _match(found, before, after, lambda part: (part.name, part.unit))
    _match(found, before, after, lambda part: (_IN_BRACKETS.sub("", part.name), part.unit), even=True)
    taken = set(found.values())
    yield from ((found.get(at), at) for at in range(len(after)))
    yield from ((at, None) for at in range(len(before)) if at not in taken)


def _match(
    found: dict[int, int],
    before: Bill,
    after: Bill,
    key: Callable[[PricedComponent], Hashable],
    *,
    even: bool = False,
) -> None:
    """Pair what no pair has yet, in order, by what `key` says; `even`: only where it leaves none over."""
    left = _by(key, before, {*found.values()})
    for said, places in _by(key, after, found).items():
        if not even or len(left[said]) == len(places):
            found.update(zip(places, left[said], strict=even))


def _by(
    key: Callable[[PricedComponent], Hashable], bill: Bill, taken: Container[int]
) -> defaultdict[Hashable, list[int]]:
    """The places that are not taken."""
    grouped: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, part in enumerate(bill):
        if at not in taken:
            grouped[key(part)].append(at)
    return grouped


def _component(part: PricedComponent) -> dict[str, Any]:
    return {
        "name": part.name,
        "unit": part.unit,
        "quantity": money(part.quantity),
        "unit_price": money(part.unit_price),
        "monthly": money(part.monthly),
        "note": part.note,
        **({"use": part.use.name} if part.use else {}),
        **({} if part.list_price is None else {"list_price": money(part.list_price)}),
        **({} if part.low is None else {"low": money(part.low), "high": money(part.high)}),
    }


def spread(told: Spread | None) -> dict[str, dict[str, str | None]]:
    """What it costs a month where the least, and the most, is used by a usage file; nothing where none tells."""
    if told is None:
        return {}
    return {
        "low": {"before": money(told.low_before), "after": money(told.low_after)},
        "high": {"before": money(told.high_before), "after": money(told.high_after)},
    }


def money(amount: Decimal | None) -> str | None:
    """A decimal as a plain string: no exponent, no trailing zeros; rounding is the page's business."""
    if amount is None:
        return None
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
