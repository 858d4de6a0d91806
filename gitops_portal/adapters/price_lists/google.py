"""Google's catalogue of prices in (Cloud Billing Catalog API, which needs an API key), machines and disks out.

It prices cores and memory, so a machine is the sum of its own. Of a SKU are read `description`, `category` (its
`usageType`), `serviceRegions`, and of its newest `pricingInfo` the `pricingExpression` (`usageUnit`, `tieredRates`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from django.conf import settings

from gitops_portal.adapters.price_lists import asking
from gitops_portal.adapters.price_lists.google_machines import MACHINES, SERIES, SUSTAINED
from gitops_portal.adapters.price_lists.listing import Found, Listed, Listing
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAME: Final = "Google's catalogue of prices"
SOURCE: Final = "google-price-catalogue"
ADDRESS = "https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus"
"""Of Compute Engine."""
SHELF: Final = "google-compute"
MOST_PAGES: Final = 500
SIXTH: Final = Decimal("0.000001")
"""Of a dollar: to what the price of a machine is rounded, as the shipped ones are."""
_RATE: Final = re.compile(r"(?:Spot Preemptible )?(.+?) (Core|Ram|CPU|VCPU) running in .+")
_DISKS: Final = {
    "Storage PD Capacity": ("google_compute_disk", "standard_provisioned_storage pd-standard"),
    "SSD backed PD Capacity": ("google_compute_disk", "ssd_provisioned_storage pd-ssd"),
    "Balanced PD Capacity": ("google_compute_disk", "balanced_provisioned_storage pd-balanced"),
    "Extreme PD Capacity": ("google_compute_disk", "extreme_provisioned_storage pd-extreme"),
    "Hyperdisk Extreme Capacity": ("google_compute_disk", "hyperdisk_provisioned_storage hyperdisk-extreme"),
    "Regional Storage PD Capacity": ("google_compute_region_disk", "standard_provisioned_storage pd-standard"),
    "Regional SSD backed PD Capacity": ("google_compute_region_disk", "ssd_provisioned_storage pd-ssd"),
    "Regional Balanced PD Capacity": ("google_compute_region_disk", "balanced_provisioned_storage pd-balanced"),
}
"""By what their descriptions begin with; some go on with “ in Iowa”."""


class Rate(NamedTuple):
    """Of one core or gigabyte of a series, or of a machine that has a price as a whole."""

    series: str
    memory: bool
    spot: bool


def parts(_: Path) -> list[str]:
    """The list is one: what it says of a thing holds for many regions."""
    return ["Compute Engine"]


def reader() -> Callable[[str], Found]:
    """What reads it. Raises Unavailable without a key."""
    if not settings.GOOGLE_PRICES_KEY:
        raise Unavailable(
            f"{NAME} needs an API key of a Google Cloud project that has the Cloud Billing API: set GOOGLE_PRICES_KEY."
        )
    return partial(read, settings.GOOGLE_PRICES_KEY)


def read(key: str, _: str) -> Found:
    """Raises Unavailable where the catalogue can't be read to its end."""
    today = asking.today()
    rates: dict[str, dict[Rate, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    found: Found = {SHELF: {}}
    for sku in _skus(key):
        _rate(sku, rates)
        _disk(sku, today, found)
    for region, known in rates.items():
        found[SHELF][region] = _machines(known, today)
    return found


def _skus(key: str) -> Iterator[dict[str, Any]]:
    token = ""
    for _ in range(MOST_PAGES):
        asked = {"pageSize": "5000", "currencyCode": "USD", **({"pageToken": token} if token else {})}
        page = asking.page(NAME, f"{ADDRESS}?{urlencode(asked)}", {"X-Goog-Api-Key": key})
        yield from (sku for sku in page.get("skus") or () if isinstance(sku, dict))
        token = page.get("nextPageToken") or ""
        if not token:
            return
    raise Unavailable(f"{NAME} does not come to an end after {MOST_PAGES:,} pages.")


def _rate(sku: dict[str, Any], rates: dict[str, dict[Rate, set[Decimal]]]) -> None:
    """Put what a SKU asks for a core, a gigabyte or a small machine to the regions that it holds for."""
    named = _RATE.fullmatch(str(sku.get("description")))
    series, usage = SERIES.get(named[1]) if named else None, _usage(sku)
    if named is None or series is None or usage not in {"OnDemand", "Preemptible"}:
        return
    rate = Rate(series, named[2] == "Ram", usage == "Preemptible")
    told = _price(sku, "GiBy.h" if rate.memory else "h")
    if told is not None:
        for region in _regions(sku):
            rates[region][rate].add(told)


def _disk(sku: dict[str, Any], today: str, found: Found) -> None:
    named = _DISKS.get(str(sku.get("description")).partition(" in ")[0])
    told = _price(sku, "GiBy.mo") if named and _usage(sku) == "OnDemand" else None
    if named is None or told is None:
        return
    shelf, item = named
    for region in _regions(sku):
        found.setdefault(shelf, {}).setdefault(region, Listing()).add(item, Listed(told, today, "GB"))


def _usage(sku: dict[str, Any]) -> Any:
    """How it is bought: `OnDemand`, `Preemptible`, or by a commitment."""
    category = sku.get("category")
    return category.get("usageType") if isinstance(category, dict) else None


def _regions(sku: dict[str, Any]) -> list[str]:
    told = sku.get("serviceRegions")
    return [name for name in told if isinstance(name, str)] if isinstance(told, list) else []


def _price(sku: dict[str, Any], unit: str) -> Decimal | None:
    """Of one unit, past what is free; None for another unit, several prices, or none."""
    try:
        expression = sku["pricingInfo"][-1]["pricingExpression"]
        if expression["usageUnit"] != unit:
            return None
        tiers = [_money(tier["unitPrice"]) for tier in expression["tieredRates"]]
    except (LookupError, TypeError, ValueError, InvalidOperation):
        return None
    charged = [usd for usd in tiers if usd]
    return charged[0] if len(charged) == 1 and charged[0] == tiers[-1] and charged[0] > 0 else None


def _money(told: dict[str, Any]) -> Decimal:
    if told["currencyCode"] != "USD":
        raise ValueError
    return Decimal(str(told.get("units") or 0)) + Decimal(int(told.get("nanos") or 0)).scaleb(-9)


def _machines(rates: dict[Rate, set[Decimal]], today: str) -> Listing:
    """Every machine whose cores and memory have one price each in a region."""
    found = Listing()
    for name, (series, cores, memory) in MACHINES.items():
        for spot in (False, True):
            parts = [(Rate(series, False, spot), cores), (Rate(series, True, spot), memory)]
            asked = [(rates.get(rate), count) for rate, count in parts if count]
            item = f"{name} spot" if spot else name
            if any(known and len(known) > 1 for known, _ in asked):
                found.ambiguous.add(item)
                continue
            if not all(known for known, _ in asked):
                continue
            whole = sum((next(iter(known)) * count for known, count in asked if known), Decimal(0))
            share = Decimal(1) if spot else SUSTAINED.get(series, Decimal(1))
            found.add(item, Listed((whole.quantize(SIXTH) * share).normalize(), today, note=_note(share, spot=spot)))
    return found


def _note(share: Decimal, *, spot: bool) -> str:
    if spot:
        return "spot price, which varies"
    return f"sustained-use discount of a full month included (× {share})" if share != 1 else ""
