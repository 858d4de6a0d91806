"""Azure's retail prices in (the public API, no account needed), the prices of machines and disks of a region out.

Its pages: `Items`, at most 1,000 of them, and `NextPageLink`, null on the last. Of an item are read `type`,
`armSkuName`, `armRegionName`, `productName`, `skuName`, `meterName`, `unitOfMeasure`, `tierMinimumUnits` and
`retailPrice`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from gitops_portal.adapters.price_lists import asking
from gitops_portal.adapters.price_lists.listing import Found, Listed, Listing
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAME: Final = "Azure's list of retail prices"
SOURCE: Final = "azure-retail-prices"
ADDRESS = "https://prices.azure.com/api/retail/prices"
MACHINES: Final = "azurerm-vm"
DISKS: Final = "azurerm_managed_disk"
MOST_PAGES: Final = 2_000
"""Of one question; a list that goes on is not to be believed."""
_LETTERS: Final = {
    "Premium SSD Managed Disks": "P",
    "Standard SSD Managed Disks": "E",
    "Standard HDD Managed Disks": "S",
}
_DISK: Final = re.compile(r"([PES])(\d+) (LRS|ZRS) Disk")
_OTHER_TERMS: Final = (" Spot", " Low Priority", " Expired")
"""Ends of a meter's name: what is not bought by the hour at the list price."""
_OTHER_PRODUCTS: Final = ("Cloud Services", "CloudServices", "Dedicated Host", "Promo")
_QUESTIONS: Final = (
    "serviceName eq 'Virtual Machines'",
    "serviceName eq 'Storage' and (" + " or ".join(f"productName eq '{name}'" for name in _LETTERS) + ")",
)


def parts(book: Path) -> list[str]:
    """The regions of the book: the list names none."""
    return sorted(path.name.removesuffix(".csv.gz") for path in (book / MACHINES).glob("*.csv.gz"))


def reader() -> Callable[[str], Found]:
    """What reads a part."""
    return read


def read(region: str) -> Found:
    """Machines and disks of a region. Raises Unavailable where the list can't be read to its end."""
    today = asking.today()
    machines, disks = Listing(), Listing()
    for item in _items(region):
        usd = _price(item)
        if usd is None or item.get("armRegionName") != region:
            continue
        if machine := _machine(item):
            machines.add(machine, Listed(usd, today))
        elif disk := _disk(item):
            disks.add(disk, Listed(usd, today, "months"))
    return {MACHINES: {region: machines}, DISKS: {region: disks}}


def _items(region: str) -> Iterator[dict[str, Any]]:
    for question in _QUESTIONS:
        asked = f"{question} and priceType eq 'Consumption' and armRegionName eq '{region}'"
        told = {"currencyCode": "'USD'", "meterRegion": "'primary'", "$filter": asked}
        address = f"{ADDRESS}?{urlencode({'api-version': '2023-01-01-preview', **told})}"
        for _ in range(MOST_PAGES):
            page = asking.page(NAME, address)
            yield from (item for item in page.get("Items") or () if isinstance(item, dict))
            address = _following(page.get("NextPageLink"))
            if not address:
                break
        else:
            raise Unavailable(f"{NAME} does not come to an end after {MOST_PAGES:,} pages.")


def _following(link: Any) -> str:
    """The address of the next page; empty where there is none. Raises Unavailable where it leads elsewhere."""
    if not link:
        return ""
    try:
        there, here = urlsplit(link), urlsplit(ADDRESS)
        same = (there.scheme, there.hostname, there.path) == (here.scheme, here.hostname, here.path)
    except (AttributeError, TypeError, ValueError):
        same = False
    if not same:
        raise Unavailable(f"{NAME} cannot be understood: its next page lies elsewhere.")
    return str(link)


def _price(item: dict[str, Any]) -> Decimal | None:
    """None for what is no price on demand, has steps or costs nothing."""
    usd = item.get("retailPrice")
    if item.get("type") != "Consumption" or item.get("tierMinimumUnits"):
        return None
    price = Decimal(usd) if isinstance(usd, int | Decimal) else Decimal(0)
    return price if price.is_finite() and price > 0 else None


def _machine(item: dict[str, Any]) -> str | None:
    size, product = _text(item, "armSkuName"), _text(item, "productName")
    if not size.startswith(("Standard_", "Basic_")) or item.get("unitOfMeasure") != "1 Hour":
        return None
    meters = (_text(item, "meterName"), _text(item, "skuName"))
    if any(name.endswith(_OTHER_TERMS) for name in meters) or any(word in product for word in _OTHER_PRODUCTS):
        return None
    return f"{size.lower()} {'windows' if product.endswith(' Windows') else 'linux'}"


def _disk(item: dict[str, Any]) -> str | None:
    found = _DISK.fullmatch(_text(item, "meterName"))
    if not found or found[1] != _LETTERS.get(_text(item, "productName")) or item.get("unitOfMeasure") != "1/Month":
        return None
    return f"storage {found[1]}{found[2]}, {found[3]}"


def _text(item: dict[str, Any], name: str) -> str:
    said = item.get(name)
    return said if isinstance(said, str) else ""
