"""A provider in, the price book renewed from its price list out; told of region by region."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings

from gitops_portal.adapters import price_list, prices, renewal
from gitops_portal.core.errors import Invalid, Unavailable
from gitops_portal.core.pricing.price_book import DamagedBookError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gitops_portal.adapters.price_list import Listed

SOURCE = "aws-price-list"


def refresh(provider: str, tell: Callable[[str], object]) -> None:
    """Put a book with today's list prices into the data folder, where it takes the place of the shipped one.

    It begins as a copy of the shipped book: what the list doesn't state keeps its shipped line, with its own date. The
    new book counts when it is whole; whatever stops this before leaves the old one in force. Processes that run take it
    up when they start again: until then they keep the prices that they have read (see `prices.load`).

    Raises Invalid for a provider whose list is not read, and Unavailable when the list or the folder can't be used.
    """
    if provider != "aws":
        raise Invalid(
            f"Only AWS's price list can be read (--provider aws): prices of {provider} stay those that the portal came"
            " with."
        )
    try:
        with renewal.renewed(settings.SHIPPED_PRICES_DIR, settings.KEPT_PRICES_DIR) as book:
            count = _fill(book, tell)
            if not count:
                raise Unavailable(
                    "AWS's price list held no price that the book has a name for: the book stays as it is."
                )
    except DamagedBookError as error:
        raise Unavailable(f"{error} The book stays as it is.") from error
    except OSError as error:
        told = f"The price book cannot be written to {settings.KEPT_PRICES_DIR}: {error.strerror}."
        raise Unavailable(told) from error
    tell(f"{count:,} prices are new, in {settings.KEPT_PRICES_DIR}. Restart the portal's processes to use them.")


def _fill(book: Path, tell: Callable[[str], object]) -> int:
    """Write what the list states into a book, and say how many prices that is."""
    pricing, regions = price_list.client(), price_list.regions()
    parts: dict[str, dict[str, Mapping[str, Listed]]] = defaultdict(dict)
    count = 0
    tell(f"Reading AWS's price list for {len(regions)} regions.")
    for number, region in enumerate(regions, start=1):
        told, left = [], 0
        for offer in price_list.OFFERS:
            found = price_list.read(pricing, offer, region)
            if (book / offer.shelf).is_dir():
                _merge_hourly(book / offer.shelf / f"{region}.csv.gz", found.prices)
            else:
                parts[offer.shelf][region] = found.prices
            told.append(f"{offer.shelf} {len(found.prices)}")
            count += len(found.prices)
            left += len(found.ambiguous)
        note = f"; {left} with more than one price left as they were" if left else ""
        tell(f"[{number}/{len(regions)}] {region}: {', '.join(told)}{note}")
    _merge_parts(book / "parts-aws.csv.gz", parts)
    return count


def _merge_hourly(path: Path, found: Mapping[str, Listed]) -> None:
    if not found:
        return
    lines = {row["item"]: tuple(row.values()) for row in prices.rows(path)} if path.exists() else {}
    lines |= {item: (item, f"{price.usd.normalize():f}", SOURCE, price.published, "") for item, price in found.items()}
    renewal.write(path, prices.HOURLY, lines.values())


def _merge_parts(path: Path, found: Mapping[str, Mapping[str, Mapping[str, Listed]]]) -> None:
    """Volumes, by the gigabyte and month: the one offer that stands among the parts."""
    lines = {(row["shelf"], row["region"], row["item"]): tuple(row.values()) for row in prices.rows(path)}
    for shelf, regions in found.items():
        for region, listed in regions.items():
            for item, price in listed.items():
                usd = f"{price.usd.normalize():f}"
                line = (shelf, region, item, usd, "GB", SOURCE, price.published, "")
                lines[shelf, region, item] = line
    renewal.write(path, prices.PARTS, lines.values())
