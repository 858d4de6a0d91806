"""What a price list says, as the price book names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal  # noqa: TC003 - msgspec reads it when a listing is read back


@dataclass(frozen=True, slots=True)
class Listed:
    """What is asked for one unit, in US dollars, and the day of which that is told: as a price file has them."""

    usd: Decimal
    day: str
    unit: str = "hours"
    note: str = ""


@dataclass(slots=True)
class Listing:
    """The prices of a shelf in a region. Items that the list names twice with two prices are left out, and told."""

    prices: dict[str, Listed] = field(default_factory=dict)
    ambiguous: set[str] = field(default_factory=set)

    def add(self, item: str, listed: Listed) -> None:
        if item in self.ambiguous:
            return
        if self.prices.setdefault(item, listed).usd != listed.usd:
            self.ambiguous.add(item)
            del self.prices[item]


Found = dict[str, dict[str, Listing]]
"""By shelf and region."""
