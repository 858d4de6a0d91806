"""The folder of price files in, a PriceBook out, each file read when first asked for."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

from gitops_portal.core.pricing.price_book import DamagedBookError, Price, PriceBook, Shelf

if TYPE_CHECKING:
    from pathlib import Path

V = TypeVar("V")

HOURLY = ("item", "usd", "source", "price_date", "note")
"""The columns of a file of prices by the hour."""

PARTS = ("shelf", "region", "item", "usd", "unit", "kind", "quantity", "source", "price_date", "note")
"""The columns of a file of parts."""

UNREADABLE = (LookupError, InvalidOperation, csv.Error)
"""What a line that is not as we wrote it makes of itself."""


class Lazy(Mapping[str, V]):
    """A mapping whose values are made when they are first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], V]]) -> None:
        self._makers = makers
        self._made: dict[str, V] = {}

    def __getitem__(self, key: str) -> V:
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, key: object) -> bool:
        return key in self._makers


@cache
def load(directory: Path) -> PriceBook:
    """The price book in `directory`. A missing or damaged one holds no price and says so; it never raises.

    It is kept for the life of the process. When the folder is renewed meanwhile, prices already read stay, and files
    not yet read come from the new book: each price is right for the date beside it, and a restart reads all again.
    """
    try:
        free = frozenset(row["type"] for row in rows(directory / "free.csv.gz"))
        ratios: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for row in rows(directory / "ratios.csv.gz"):
            ratios[row["shelf"]][row["region"]] = Decimal(row["ratio"])
            ratios[row["shelf"]][row["base_region"]] = Decimal(1)
    except (DamagedBookError, *UNREADABLE):
        return PriceBook(problem="The price book is missing or damaged, so nothing is priced.")
    return PriceBook(_shelves(directory), dict(ratios), free)


@cache
def version(directory: Path) -> str:
    """The SHA-256 of all files of the book, as they were when first asked for; as long as `load` keeps it."""
    told = hashlib.sha256()
    for path in sorted(directory.rglob("*.csv.gz")):
        told.update(f"{path.relative_to(directory).as_posix()}\0".encode())
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()


def _shelves(directory: Path) -> Mapping[str, Shelf]:
    hourly = {folder.name: partial(_hourly, folder) for folder in directory.iterdir() if folder.is_dir()}
    return _Shelves(directory, hourly)


class _Shelves(Lazy[Shelf]):
    """Shelves of hourly prices, one folder each; and the shelves of all parts, which stand together by provider."""

    def __init__(self, directory: Path, hourly: Mapping[str, Callable[[], Shelf]]) -> None:
        super().__init__(hourly)
        files = directory.glob("parts-*.csv.gz")
        self._parts = Lazy({path.name[6:-7]: partial(_parts, path) for path in files})

    def __getitem__(self, key: str) -> Shelf:
        provider = key.partition("_")[0]
        return self._parts[provider][key] if provider in self._parts else super().__getitem__(key)


def _hourly(folder: Path) -> Shelf:
    return Lazy({path.name[:-7]: partial(_region, path) for path in folder.glob("*.csv.gz")})


def _region(path: Path) -> Mapping[str, Price]:
    try:
        return {row["item"]: Price(Decimal(row["usd"]), row["price_date"], note=row["note"]) for row in rows(path)}
    except UNREADABLE as reason:
        raise _damaged(path) from reason


def _parts(path: Path) -> Mapping[str, Shelf]:
    shelves: dict[str, dict[str, dict[str, Price]]] = defaultdict(lambda: defaultdict(dict))
    try:
        for row in rows(path):
            fixed = Decimal(row["quantity"]) if row["kind"] == "fixed" else None
            price = Price(
                Decimal(row["usd"]), row["price_date"], row["unit"], row["note"], row["kind"] == "usage", fixed
            )
            shelves[row["shelf"]][row["region"]][row["item"]] = price
    except UNREADABLE as reason:
        raise _damaged(path) from reason
    return {shelf: dict(regions) for shelf, regions in shelves.items()}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a price file. Raises DamagedBookError when it is missing or not as we write it."""
    try:
        text = gzip.decompress(path.read_bytes()).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as reason:
        raise _damaged(path) from reason
    if not text:
        raise _damaged(path)
    for row in csv.DictReader(io.StringIO(text), restkey="", restval=None):
        if "" in row or None in row.values():
            raise _damaged(path)
        yield row


def _damaged(path: Path) -> DamagedBookError:
    return DamagedBookError(f"The price file {path.parent.name}/{path.name} is missing or damaged.")
