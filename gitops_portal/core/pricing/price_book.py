"""What things cost: a shelf, an item and a region in, the price of one unit out. Lookups over mappings given to it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

Shelf = Mapping[str, Mapping[str, "Price"]]
"""Region -> item -> price. The region "" holds what costs the same everywhere."""

BASES: Mapping[str, tuple[str, ...]] = {
    "aws": ("us-east-1", "us-east-2", "eu-west-1", "eu-west-2", "us-west-1"),
    "azurerm": ("eastus", "westeurope", "westus", "australiaeast"),
    "google": ("us-central1", "us-east1", "europe-west3"),
}
"""Where to look, in this order, when a region has no price of its own."""

ESTIMATED = "estimated from"
"""Begins the note of a price that is another region's, times a ratio."""

COMPUTE: Mapping[str, str] = {"aws": "aws-ec2", "azurerm": "azurerm-vm", "google": "google-compute"}
"""The shelf whose ratio between two regions stands in for a shelf that has none of its own."""


APART = ("cn-", "us-gov", "us-iso", "china", "usgov")
"""Partitions of a cloud with prices of their own: what costs the same everywhere else may not do so there."""


class DamagedBookError(Exception):
    """A part of the price book can't be read; the message says which. Raised by the mappings a book is made of."""


class Price(Struct, frozen=True, gc=False):
    """Of one unit, in US dollars; the date is empty where no source tells it."""

    usd: Decimal
    date: str
    unit: str = "hours"
    note: str = ""
    listed: Decimal | None = None
    """The list price of the unit, where something else is paid: `core.pricing.own`."""


class RowKind(StrEnum):
    """What a row says of its component where its selector holds."""

    BASELINE = "baseline"
    """The plan says how many units: `quantity` of them."""
    USAGE = "usage"
    """The price is known; how much is used is not."""
    EXTRA = "extra"
    """It costs something on top, nobody can say here how much."""
    NONE = "none"
    """The component costs nothing."""
    UNPRICED = "unpriced"
    """The resource can't be priced; the note says why."""


class Row(Struct, frozen=True, gc=False):
    """One row of a table of prices, whatever the region: what is asked for, and how many of `item` there are then.

    Rows of one `component` are alternatives. `selector` and `quantity` are written as `core.pricing.selectors` and
    `core.pricing.quantities` read them.
    """

    component: str
    name: str
    """The component as people read it."""
    selector: str
    kind: RowKind
    item: str
    """The item of its price, on the shelf of the type; nothing where it has none."""
    unit: str = ""
    quantity: str = ""
    note: str = ""


class PriceBook(Struct, frozen=True):
    """All prices. `ratios` compares regions: shelf -> region -> ratio to the region that has 1."""

    shelves: Mapping[str, Shelf] = field(default_factory=dict)
    ratios: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    """Resource types that cost nothing by themselves."""
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    """By resource type: what resources without a cost model of their own are made of; of others, what comes on top."""
    problem: str = ""
    """Why there are no prices at all, as a sentence; empty when there are."""

    def price(self, shelf: str, item: str, region: str) -> Price | None:
        """The price in this region, or an estimate that says so in its note; None where neither can be told."""
        regions = self.shelves.get(shelf, {})
        for known in (region,) if region.startswith(APART) else (region, ""):
            found = regions.get(known, {}).get(item)
            if found:
                return found
        return self._estimate(shelf, item, region) if region else None

    def _estimate(self, shelf: str, item: str, region: str) -> Price | None:
        provider = shelf.replace("-", "_").partition("_")[0]
        ratios = self.ratios.get(shelf) or {}
        if region not in ratios:
            ratios = self.ratios.get(COMPUTE.get(provider, "")) or {}
        for base in BASES.get(provider, ()):
            found = self.shelves.get(shelf, {}).get(base, {}).get(item)
            if found and region in ratios and base in ratios:
                ratio = (ratios[region] / ratios[base]).quantize(Decimal("0.0001"))
                told = f"{ESTIMATED} {base} × {ratio.normalize():f}"
                return replace(found, usd=found.usd * ratio, note="; ".join(filter(None, (found.note, told))))
        return None
