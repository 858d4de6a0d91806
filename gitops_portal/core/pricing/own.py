"""A price book and an organisation's own prices in, a book with these on top out: what is paid instead of list prices.

Of entries that fit, the nearest counts and no order does: an item comes before its service, a service before its
provider, and of two patterns that with the most characters of its own. Discounts never add up. What is reserved takes
its discount off the list price, for its share; the rest costs what it costs otherwise.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core.patterns import fits
from gitops_portal.core.pricing.price_book import APART, Price, PriceBook

if TYPE_CHECKING:
    from collections.abc import Iterable

_HUNDRED: Final = Decimal(100)
PARTED: Final = " | "
"""Between component, name and selector in an item of a table of the price book."""
BY_CONTRACT: Final = "own price by contract"
"""So begins the note on a part that is paid at an own price."""


class Where(Struct, frozen=True):
    """Which prices of the book are meant; empty is any, and `*` stands for any text.

    `service` is a shelf of the book (`aws-ec2`, or the resource type whose prices it holds), `item` an item on it; of a
    table's item the component or the name will do.
    """

    provider: str = ""
    service: str = ""
    item: str = ""
    region: str = ""

    def covers(self, shelf: str, item: str, region: str) -> bool:
        """Whether a price of the book is meant."""
        return (
            (not self.provider or self.provider == provider_of(shelf))
            and (not self.service or fits(self.service, shelf))
            and (not self.region or fits(self.region, region))
            and (not self.item or any(fits(self.item, name) for name in names_of(item)))
        )

    @property
    def rank(self) -> tuple[object, ...]:
        """The smallest is the nearest; equals by the alphabet."""
        return (*(-own(each) for each in (self.item, self.service, self.region)), self.item, self.service, self.region)

    @property
    def said(self) -> str:
        """As one text: `aws-ec2/m5.*/eu-west-1`."""
        return "/".join(filter(None, (self.provider, self.service, self.item, self.region)))


class Days(Struct, frozen=True):
    """From when until when something holds, both days included, in UTC; None is without end."""

    first: date | None = None
    last: date | None = None

    def hold(self, day: date) -> bool:
        return (self.first or day) <= day <= (self.last or day)

    def meet(self, other: Days) -> bool:
        """Whether there is a day in both."""
        return (self.first or date.min) <= (other.last or date.max) and (other.first or date.min) <= (
            self.last or date.max
        )


class Discount(Struct, frozen=True, tag=True):
    """So many percent off the list price."""

    where: Where
    percent: Decimal
    days: Days = Days()
    reason: str = ""


class OwnPrice(Struct, frozen=True, tag=True):
    """What one unit costs instead, in US dollars."""

    where: Where
    usd: Decimal
    unit: str
    days: Days = Days()
    reason: str = ""


class Reserved(Struct, frozen=True, tag=True):
    """Such a share, in percent, is paid at so many percent off the list price."""

    where: Where
    share: Decimal
    percent: Decimal
    days: Days = Days()
    reason: str = ""


Entry = TypeVar("Entry", Discount, OwnPrice, Reserved)


class OwnPrices(Struct, frozen=True):
    """What an organisation pays other than the list price, and when. False where that is nothing."""

    discounts: tuple[Discount, ...] = ()
    prices: tuple[OwnPrice, ...] = ()
    reserved: tuple[Reserved, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.discounts or self.prices or self.reserved)

    def on(self, day: date) -> OwnPrices:
        """Those that hold on this day, the nearest first."""
        return OwnPrices(_holding(self.discounts, day), _holding(self.prices, day), _holding(self.reserved, day))

    @property
    def version(self) -> str:
        """The SHA-256 of what they say; empty where they say nothing."""
        if not self:
            return ""
        said = sorted(json.dumps(msgspec.to_builtins(each), sort_keys=True) for each in self._all())
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    def _all(self) -> Iterable[Discount | OwnPrice | Reserved]:
        return (*self.discounts, *self.prices, *self.reserved)

    def paid(self, listed: Price | None, shelf: str, item: str, region: str) -> Price | None:
        """What is paid for one unit; the very list price where nothing is told that makes another one of it."""
        able = [each for each in self.prices if _may_replace(each, listed, region)]
        price = _nearest(able, shelf, item, region)
        if listed is None:
            return Price(price.usd, "", price.unit, _noted(price)) if price else None
        discount = _nearest(self.discounts, shelf, item, region)
        reserved = _nearest(self.reserved, shelf, item, region)
        usd, notes = listed.usd, [listed.note]
        if price:
            usd, notes = price.usd, [_noted(price)]
        elif discount and discount.percent:
            usd, notes = _off(listed.usd, discount.percent), [listed.note, _noted(discount)]
        if reserved and reserved.share:
            share = reserved.share / _HUNDRED
            usd = _off(listed.usd, reserved.percent) * share + usd * (1 - share)
            notes = [*notes, _noted(reserved)]
        if usd == listed.usd:
            return listed
        return replace(listed, usd=usd, note="; ".join(filter(None, notes)), listed=listed.usd)


NONE: Final = OwnPrices()


class _OwnBook(PriceBook, frozen=True):
    """A price book with what is paid instead on top."""

    own: OwnPrices = NONE

    def price(self, shelf: str, item: str, region: str) -> Price | None:
        return self.own.paid(PriceBook.price(self, shelf, item, region), shelf, item, region)


def over(book: PriceBook, own: OwnPrices) -> PriceBook:
    """The book with these prices on top, whatever days they hold on: `own.on(day)` says which do."""
    if not own:
        return book
    return _OwnBook(book.shelves, book.ratios, book.free, book.rows, book.problem, own)


def provider_of(shelf: str) -> str:
    return shelf.replace("-", "_").partition("_")[0]


def names_of(item: str) -> tuple[str, ...]:
    """By what an item can be named: as it stands in the book; of a table's also its component, and its name."""
    return (item.strip(), *item.split(PARTED)[:2]) if PARTED in item else (item,)


def own(pattern: str) -> int:
    """How many characters a pattern has of its own."""
    return len(pattern) - pattern.count("*")


def figure(number: Decimal) -> str:
    """`20.00` as `20`."""
    return f"{number.normalize():f}"


def _holding(entries: Iterable[Entry], day: date) -> tuple[Entry, ...]:
    return tuple(sorted((each for each in entries if each.days.hold(day)), key=lambda each: each.where.rank))


def _nearest(entries: Iterable[Entry], shelf: str, item: str, region: str) -> Entry | None:
    return next((each for each in entries if each.where.covers(shelf, item, region)), None)


def _may_replace(price: OwnPrice, listed: Price | None, region: str) -> bool:
    """Whether it is of the same unit; and, in a part of a cloud with prices of its own, told for that very region."""
    if listed:
        return listed.unit == price.unit
    return bool(price.where.region) or not region.startswith(APART)


def _off(usd: Decimal, percent: Decimal) -> Decimal:
    return usd * (_HUNDRED - percent) / _HUNDRED


def _noted(entry: Discount | OwnPrice | Reserved) -> str:
    """What a reader of a bill is told: `20 % off by contract, until 2027-01-31`."""
    if isinstance(entry, Reserved):
        said = f"{figure(entry.share)} % reserved at {figure(entry.percent)} % off"
    else:
        said = BY_CONTRACT if isinstance(entry, OwnPrice) else f"{figure(entry.percent)} % off by contract"
    reason = f" ({entry.reason})" if entry.reason else ""
    return f"{said}{reason}{f', until {entry.days.last}' if entry.days.last else ''}"
