"""An organisation's prices file as plain values in: the discounts, prices and reserved shares that it tells, out.

version: 1
discounts:
  - {provider: aws, percent: 8, until: 2027-01-31, reason: EDP 2026}
  - {service: aws-ec2, item: m5.*, percent: 20}
prices:
  - {service: aws_nat_gateway, item: data_processed, usd: 0.03, unit: GB, region: eu-*, from: 2026-01-01}
reserved:
  - {service: aws-rds, item: "* db.m5.*", share: 60, percent: 35, until: 2027-06-30}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from gitops_portal.core.placed import Misplaced, Place
from gitops_portal.core.pricing.own import NONE, Days, Discount, Entry, OwnPrice, OwnPrices, Reserved, Where

VERSION: Final = "1"
MOST: Final = 500
"""Entries of a file: each is held against every price that a plan asks for."""
LARGEST: Final = Decimal(10**9)
"""No price of one unit is larger."""
LONGEST: Final = 200
"""Characters of a pattern, a unit or a reason."""
_PARTS: Final = ("version", "discounts", "prices", "reserved")
_WHERE: Final = ("provider", "service", "item", "region")
_REST: Final = ("from", "until", "reason")
_NUMBER: Final = re.compile(r"\d{1,10}(?:\.\d{1,12})?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_HUNDRED: Final = Decimal(100)

Check = Callable[[Where, str, Place], Hashable]
"""What is meant, which is equal for two names of one thing. Raises Misplaced where no price of the book is meant, or
where the unit (none for any) is another one's.
"""


def read(document: Any, check: Check | None = None) -> OwnPrices:
    """`check` holds entries against the price book; None: that was done before. Raises Misplaced."""
    if document in (None, "", {}):
        return NONE
    told = _mapping(document, (), _PARTS, "part")
    if told.get("version") != VERSION:
        raise Misplaced(("version",) if "version" in told else (), f"begin with version: {VERSION}.")
    lists = {part: _list(told.get(part), part) for part in _PARTS[1:]}
    if (count := sum(map(len, lists.values()))) > MOST:
        raise Misplaced((), f"{count:,} entries are told; at most {MOST:,} are read.")
    own = OwnPrices(
        tuple(_discount(one, ("discounts", at)) for at, one in enumerate(lists["discounts"])),
        tuple(_price(one, ("prices", at)) for at, one in enumerate(lists["prices"])),
        tuple(_reserved(one, ("reserved", at)) for at, one in enumerate(lists["reserved"])),
    )
    _once_a_day(own.discounts, "discounts", [each.where for each in own.discounts])
    _once_a_day(own.prices, "prices", [each.where for each in own.prices])
    _once_a_day(own.reserved, "reserved", [each.where for each in own.reserved])
    if check:
        _check(own, check)
    return own


def _check(own: OwnPrices, check: Check) -> None:
    """Raises Misplaced where an entry means nothing, or two of them mean the same by different names."""
    discounts = [check(one.where, "", ("discounts", at)) for at, one in enumerate(own.discounts)]
    prices = [check(one.where, one.unit, ("prices", at)) for at, one in enumerate(own.prices)]
    reserved = [check(one.where, "", ("reserved", at)) for at, one in enumerate(own.reserved)]
    _once_a_day(own.discounts, "discounts", discounts)
    _once_a_day(own.prices, "prices", prices)
    _once_a_day(own.reserved, "reserved", reserved)


def flat(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says, entry by entry: `discounts/aws-ec2/m5.*` to what is told of it. Order and comments are gone."""
    found: dict[str, Any] = {}
    for part in _PARTS[1:]:
        for entry in document.get(part) or []:
            place = "/".join(filter(None, (part, *(entry.get(name) for name in _WHERE))))
            since = f" from {entry['from']}" if entry.get("from") else ""
            rest = {name: said for name, said in entry.items() if name not in _WHERE}
            found[_free(f"{place}{since}", found)] = rest
    return found


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """Entries of one place that both begin before all time can only differ in when they end."""
    number = 2
    while name in taken:
        name, number = f"{name.partition(' #')[0]} #{number}", number + 1
    return name


def _discount(told: Any, place: Place) -> Discount:
    entry = _entry(told, place, ("percent",))
    return Discount(_where(entry, place), _percent(entry, "percent", place), _days(entry, place), _reason(entry, place))


def _price(told: Any, place: Place) -> OwnPrice:
    entry = _entry(told, place, ("usd", "unit"))
    where = _where(entry, place)
    if "*" in where.service + where.item or not where.item:
        raise Misplaced(place, "a price is of one item of one service: write both, without *.")
    unit = _text(entry, "unit", place)
    return OwnPrice(where, _number(entry, "usd", place), unit, _days(entry, place), _reason(entry, place))


def _reserved(told: Any, place: Place) -> Reserved:
    entry = _entry(told, place, ("share", "percent"))
    share, percent = (_percent(entry, name, place) for name in ("share", "percent"))
    return Reserved(_where(entry, place), share, percent, _days(entry, place), _reason(entry, place))


def _mapping(document: Any, place: Place, names: Sequence[str], what: str) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise Misplaced(place, f"this is no mapping: write {', '.join(names)}, each with a colon and what it says.")
    for name in document:
        if name not in names:
            raise Misplaced((*place, name), f"no such {what}: write {', '.join(names)}.")
    return document


def _list(told: Any, part: str) -> Sequence[Any]:
    if not told:
        return ()
    if not isinstance(told, list):
        raise Misplaced((part,), "this is no list: write its entries below, each with a dash.")
    return told


def _entry(told: Any, place: Place, needed: Sequence[str]) -> Mapping[str, Any]:
    entry = _mapping(told, place, (*_WHERE, *needed, *_REST), "key")
    for name in needed:
        if name not in entry:
            raise Misplaced(place, f"{name} is missing.")
    return entry


def _where(entry: Mapping[str, Any], place: Place) -> Where:
    where = Where(*(_text(entry, name, place) if name in entry else "" for name in _WHERE))
    if bool(where.provider) == bool(where.service):
        raise Misplaced(place, "write either provider (aws, azurerm, google) or service, a shelf of the price book.")
    if where.item and not where.service:
        raise Misplaced((*place, "item"), "an item is of a service: write service beside it, in place of provider.")
    return where


def _text(entry: Mapping[str, Any], name: str, place: Place) -> str:
    told = entry[name]
    if not isinstance(told, str) or not told.strip() or len(told) > LONGEST or not told.isprintable():
        raise Misplaced((*place, name), f"write a text of one line, of at most {LONGEST} characters.")
    return told.strip()


def _reason(entry: Mapping[str, Any], place: Place) -> str:
    return _text(entry, "reason", place) if "reason" in entry else ""


def _number(entry: Mapping[str, Any], name: str, place: Place) -> Decimal:
    told = entry[name]
    if not isinstance(told, str) or not _NUMBER.fullmatch(told) or Decimal(told) > LARGEST:
        raise Misplaced((*place, name), f"{str(told)[:80]!r} is no amount: write a number, as in 0.0312.")
    return Decimal(told)


def _percent(entry: Mapping[str, Any], name: str, place: Place) -> Decimal:
    number = _number(entry, name, place)
    if number > _HUNDRED:
        raise Misplaced((*place, name), "write percent, from 0 to 100.")
    return number


def _days(entry: Mapping[str, Any], place: Place) -> Days:
    first, last = (_day(entry, name, place) for name in ("from", "until"))
    if first and last and first > last:
        raise Misplaced((*place, "until"), "it ends before it begins.")
    return Days(first, last)


def _day(entry: Mapping[str, Any], name: str, place: Place) -> date | None:
    if name not in entry:
        return None
    told = entry[name]
    try:
        if isinstance(told, str) and _DAY.fullmatch(told):
            return date.fromisoformat(told)
    except ValueError:
        pass
    raise Misplaced((*place, name), f"{str(told)[:80]!r} is no day: write it as in 2027-01-31.")


def _once_a_day(entries: Sequence[Entry], part: str, meant: Sequence[Hashable]) -> None:
    """Of one thing that is meant, nothing is told twice of a day. Raises Misplaced."""
    seen: dict[Hashable, list[Entry]] = {}
    for at, (each, thing) in enumerate(zip(entries, meant, strict=True)):
        before = seen.setdefault(thing, [])
        if other := next((one for one in before if each.days.meet(one.days)), None):
            named = "" if other.where == each.where else f" as {other.where.item}"
            why = f"{each.where.said} is set above{named} for some of these days: end that before."
            raise Misplaced((part, at), why)
        before.append(each)
