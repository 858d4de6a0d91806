"""The folder of price files in, a PriceBook out, each file read when first asked for."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from gitops_portal.core.pricing.price_book import DamagedBookError, Price, PriceBook, Row, RowKind, Shelf

if TYPE_CHECKING:
    from pathlib import Path

V = TypeVar("V")

HOURLY = ("item", "usd", "source", "price_date", "note")
"""The columns of a file of prices by the hour."""

OF_PARTS = "parts-"
"""How the files of parts begin; a book that was refreshed by the portal until 0.1 has them packed (`.csv.gz`)."""

PARTS = ("shelf", "region", "item", "usd", "unit", "source", "price_date", "note")
"""The columns of a file of parts."""

TABLE = (
    "type",
    "component",
    "name",
    "selector",
    "region",
    "unit",
    "usd",
    "kind",
    "quantity",
    "source",
    "price_date",
    "note",
)
"""The columns of a table: what resources are made of that no cost model knows, and what that costs."""

UNREADABLE = (LookupError, InvalidOperation, ValueError, csv.Error)
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
    found = directory.glob(f"{OF_PARTS}*.csv*")
    parts = {path.name.removeprefix(OF_PARTS).removesuffix(".gz").removesuffix(".csv"): path for path in found}
    providers = {*parts, *(path.stem for path in directory.glob("*.csv") if not path.name.startswith(OF_PARTS))}
    tables = Lazy({provider: partial(_table, directory / f"{provider}.csv") for provider in providers})
    hourly = {folder.name: partial(_hourly, folder) for folder in directory.iterdir() if folder.is_dir()}
    shelves = _Shelves(hourly, Lazy({provider: partial(_parts, path) for provider, path in parts.items()}), tables)
    return PriceBook(shelves, dict(ratios), free, _Rows(tables))


@cache
def version(directory: Path) -> str:
    """The SHA-256 of all files of the book, as they were when first asked for; as long as `load` keeps it."""
    told = hashlib.sha256()
    start = len(directory.parts)
    for path in sorted((*directory.rglob("*.csv.gz"), *directory.glob("*.csv")), key=attrgetter("parts")):
        told.update(f"{'/'.join(path.parts[start:])}\0".encode())
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()


class _Rows(Mapping[str, tuple[Row, ...]]):
    """The rows of every type, in one table by provider. A table is read when a type of its provider is asked for."""

    def __init__(self, tables: Mapping[str, _Table]) -> None:
        self._tables = tables

    def __getitem__(self, kind: str) -> tuple[Row, ...]:
        return self._tables[kind.partition("_")[0]].rows[kind]

    def __iter__(self) -> Iterator[str]:
        return (kind for table in self._tables.values() for kind in table.rows)

    def __len__(self) -> int:
        return sum(len(table.rows) for table in self._tables.values())


class _Shelves(Lazy[Shelf]):
    """Shelves of hourly prices, one folder each; and those of parts and tables, which stand together by provider."""

    def __init__(
        self,
        hourly: Mapping[str, Callable[[], Shelf]],
        parts: Mapping[str, Mapping[str, Shelf]],
        tables: Mapping[str, _Table],
    ) -> None:
        super().__init__(hourly)
        self._parts = parts
        self._tables = tables

    def __getitem__(self, key: str) -> Shelf:
        provider = key.partition("_")[0]
        if provider not in self._tables:
            return super().__getitem__(key)
        parts = self._parts.get(provider, {})
        return parts[key] if key in parts else self._tables[provider].shelves[key]

    def __iter__(self) -> Iterator[str]:
        """Reads all parts and tables; no prices by the hour."""
        parts = (shelf for provider in self._parts for shelf in self._parts[provider])
        tables = (shelf for provider in self._tables for shelf in self._tables[provider].shelves)
        return iter(dict.fromkeys((*super().__iter__(), *parts, *tables)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, key: object) -> bool:
        return any(key == shelf for shelf in self)


def _hourly(folder: Path) -> Shelf:
    return Lazy({path.name[:-7]: partial(_region, path) for path in folder.glob("*.csv.gz")})


def _region(path: Path) -> Mapping[str, Price]:
    try:
        names, lines = _read(path)
        told = itemgetter(*map(names.index, ("item", "usd", "price_date", "note")))
        return {item: Price(Decimal(usd), day, note=note) for item, usd, day, note in map(told, lines)}
    except UNREADABLE as reason:
        raise _damaged(path) from reason


def _parts(path: Path) -> Mapping[str, Shelf]:
    shelves: dict[str, dict[str, dict[str, Price]]] = defaultdict(lambda: defaultdict(dict))
    try:
        for row in rows(path):
            price = Price(Decimal(row["usd"]), row["price_date"], row["unit"], row["note"])
            shelves[row["shelf"]][row["region"]][row["item"]] = price
    except UNREADABLE as reason:
        raise _damaged(path) from reason
    return {shelf: dict(regions) for shelf, regions in shelves.items()}


class _Table(NamedTuple):
    """The rows of one provider, and the shelves of their prices, both by resource type."""

    rows: Mapping[str, tuple[Row, ...]]
    shelves: Mapping[str, Shelf]


def _table(path: Path) -> _Table:
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    shelves: dict[str, dict[str, dict[str, Price]]] = defaultdict(lambda: defaultdict(dict))
    try:
        for row in rows(path):
            item = f"{row['component']} | {row['name']} | {row['selector']}"
            if row["usd"]:
                price = Price(Decimal(row["usd"]), row["price_date"], row["unit"], row["note"])
                shelves[row["type"]][row["region"]][item] = price
            found[row["type"]].setdefault(item, _row(item, row))
    except UNREADABLE as reason:
        raise _damaged(path) from reason
    return _Table({kind: tuple(items.values()) for kind, items in found.items()}, dict(shelves))


def _row(item: str, row: Mapping[str, str]) -> Row:
    kind, told = RowKind(row["kind"]), "" if row["usd"] else row["note"]
    return Row(row["component"], row["name"], row["selector"], kind, item, row["unit"], row["quantity"], told)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a price file. Raises DamagedBookError when it is missing or not as we write it."""
    names, lines = _read(path)
    return (dict(zip(names, line, strict=True)) for line in lines)


def _read(path: Path) -> tuple[list[str], Iterator[list[str]]]:
    """The names of the columns, and the lines."""
    try:
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as reason:
        raise _damaged(path) from reason
    if not text:
        raise _damaged(path)
    lines = csv.reader(io.StringIO(text))
    names = next(lines, [])
    return names, _whole(lines, len(names), path)


def _whole(lines: Iterable[list[str]], columns: int, path: Path) -> Iterator[list[str]]:
    for line in lines:
        if len(line) != columns:
            raise _damaged(path)
        yield line


def _damaged(path: Path) -> DamagedBookError:
    return DamagedBookError(f"The price file {path.parent.name}/{path.name} is missing or damaged.")
