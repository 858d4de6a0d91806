"""A provider in, the price book renewed from its price list out; told of part by part."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from django.conf import settings

from gitops_portal.adapters import prices, renewal
from gitops_portal.adapters.price_lists import aws, azure, google
from gitops_portal.core.errors import Invalid, Unavailable
from gitops_portal.core.pricing.price_book import DamagedBookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from gitops_portal.adapters.price_lists.listing import Found, Listing


class PriceList(Protocol):
    """A module of `adapters.price_lists`."""

    NAME: str
    SOURCE: str
    """What stands beside each price that is taken from it."""

    def parts(self, book: Path, /) -> list[str]:
        """What is read at a time, such as a region. `book`: the shipped one."""

    def reader(self) -> Callable[[str], Found]:
        """What reads a part. Raises Unavailable, as what it returns does."""


LISTS: Final[Mapping[str, PriceList]] = {"aws": aws, "azurerm": azure, "google": google}
"""By provider, as Terraform names it."""
SOURCES: Final = frozenset(each.SOURCE for each in LISTS.values())


class Line(NamedTuple):
    """A line of a price file: what tells it from the others, all its columns, the day of its price, its source."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    day: str
    source: str


def refresh(provider: str, tell: Callable[[str], object]) -> None:
    """Put a book with today's list prices into the data folder, where it takes the place of the shipped one.

    It is the shipped book with what lists stated since: of two prices for the same the newer counts, whichever list and
    refresh it is of. The new book counts when it is whole; whatever stops this before leaves the old one in force, and
    what was read is not read again within a day. Processes that run take it up when they start again: until then they
    keep the prices that they have read (see `prices.load`).

    Raises Invalid for a provider whose list is not read, and Unavailable when the list or the folder can't be used.
    """
    chosen = LISTS.get(provider)
    if chosen is None:
        raise Invalid(f"There is no price list to read for “{provider}”: --provider is one of {', '.join(LISTS)}.")
    read = renewal.PartsRead(settings.KEPT_PRICES_DIR, chosen.SOURCE)
    try:
        found = _everything(chosen, read, tell)
        if not any(listing.prices for regions in found.values() for listing in regions.values()):
            read.forget()
            raise Unavailable(f"{chosen.NAME} held no price that the book has a name for: the book is unchanged.")
        with renewal.renewed(settings.SHIPPED_PRICES_DIR, settings.KEPT_PRICES_DIR) as book:
            count = _fill(book, provider, chosen.SOURCE, found)
    except DamagedBookError as error:
        raise Unavailable(f"{error} The book is unchanged.") from error
    except OSError as error:
        told = f"The price book cannot be written to {settings.KEPT_PRICES_DIR}: {error.strerror}."
        raise Unavailable(told) from error
    read.forget()
    tell(f"{count:,} prices are new, in {settings.KEPT_PRICES_DIR}. Restart the portal's processes to use them.")


def _everything(chosen: PriceList, read: renewal.PartsRead, tell: Callable[[str], object]) -> Found:
    """What the list states, read part by part; each is kept until the book holds it."""
    whole: Found = defaultdict(dict)
    ask = chosen.reader()
    parts = chosen.parts(settings.SHIPPED_PRICES_DIR)
    known = {part: found for part in parts if (found := read.find(part)) is not None}
    before = f", {len(known)} of them within the last day" if known else ""
    tell(f"Reading {chosen.NAME}: {len(parts)} part{'s' if len(parts) > 1 else ''}{before}.")
    for number, part in enumerate(parts, start=1):
        if part not in known:
            known[part] = ask(part)
            read.keep(part, known[part])
        for shelf, regions in known[part].items():
            whole[shelf] |= regions
        tell(f"[{number}/{len(parts)}] {part}: {_told(known[part])}")
    return whole


def _told(found: Found) -> str:
    listings = {shelf: list(regions.values()) for shelf, regions in found.items()}
    counts = ", ".join(f"{shelf} {sum(len(one.prices) for one in each)}" for shelf, each in listings.items())
    left = sum(len(one.ambiguous) for each in listings.values() for one in each)
    return f"{counts}{f'; {left} with more than one price left as they were' if left else ''}"


def _fill(book: Path, provider: str, source: str, found: Found) -> int:
    """Write into a copy of the shipped book what lists state, this one and those of earlier refreshes: how many prices
    of this one are in it.
    """
    earlier = settings.KEPT_PRICES_DIR
    folders = [path for path in book.iterdir() if path.is_dir()]
    count = 0
    for folder in folders:
        listed = found.get(folder.name, {})
        kept = {path.name for path in (earlier / folder.name).glob("*.csv.gz")}
        for name in sorted(kept | {f"{region}.csv.gz" for region in listed}):
            lines = _hourly(listed.get(name.removesuffix(".csv.gz")), source)
            count += _merge(folder / name, earlier / folder.name / name, prices.HOURLY, lines)
    names = {folder.name for folder in folders}
    parts = {shelf: regions for shelf, regions in found.items() if shelf not in names}
    for path in book.glob(f"{prices.OF_PARTS}*.csv"):
        lines = _of_parts(parts, source) if path.stem == f"{prices.OF_PARTS}{provider}" else ()
        known = earlier / path.name
        packed = known.with_suffix(".csv.gz")
        count += _merge(path, packed if packed.exists() else known, prices.PARTS, lines)
    return count


def _hourly(listing: Listing | None, source: str) -> Iterable[Line]:
    for item, price in listing.prices.items() if listing else ():
        yield Line((item,), (item, f"{price.usd.normalize():f}", source, price.day, price.note), price.day, source)


def _of_parts(parts: Found, source: str) -> Iterable[Line]:
    """What is not paid by the hour: volumes and disks."""
    for shelf, regions in parts.items():
        for region, listing in regions.items():
            for item, price in listing.prices.items():
                key = (shelf, region, item)
                usd = f"{price.usd.normalize():f}"
                yield Line(key, (*key, usd, price.unit, source, price.day, price.note), price.day, source)


def _merge(path: Path, earlier: Path, header: tuple[str, ...], found: Iterable[Line]) -> int:
    """A file with the newest line of each thing: as shipped, as a list said at an earlier refresh, as one says now; of
    the same day the later of these. How many of `found` are in it.
    """
    shipped = list(_lines(path, header)) if path.exists() else []
    since = [line for line in _lines(earlier, header) if line.source in SOURCES] if earlier.exists() else []
    newest: dict[tuple[str, ...], tuple[Line, bool]] = {line.key: (line, False) for line in shipped}
    for line, new in [*((line, False) for line in since), *((line, True) for line in found)]:
        known = newest.get(line.key)
        if known is None or known[0].day <= line.day:
            newest[line.key] = line, new
    lines = [line for line, _ in newest.values()]
    if {line.columns for line in lines} != {line.columns for line in shipped}:
        renewal.write(path, header, (line.columns for line in lines))
    return sum(new for _, new in newest.values())


def _lines(path: Path, header: tuple[str, ...]) -> Iterable[Line]:
    keys = header[: header.index("usd")]
    for row in prices.rows(path):
        columns = tuple(row[name] for name in header)
        yield Line(tuple(row[name] for name in keys), columns, row["price_date"], row["source"])
