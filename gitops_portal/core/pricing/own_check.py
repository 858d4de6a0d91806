"""What an entry of a prices file means and a price book in; Misplaced out where the book has no such price.

The error tells the nearest names that there are: what is misspelt would otherwise change nothing, and nobody would see.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NoReturn

from msgspec.structs import replace

from gitops_portal.core.patterns import fits
from gitops_portal.core.placed import Misplaced, Place
from gitops_portal.core.pricing.own import Where, names_of, provider_of
from gitops_portal.core.pricing.price_book import APART, BASES, COMPUTE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from gitops_portal.core.pricing.price_book import Price, PriceBook

_NEAREST: Final = 3
_LIKE: Final = 0.4


def listed(book: PriceBook, service: str, item: str = "") -> Iterator[tuple[str, str, str, Price]]:
    """What the book has on the shelves that a pattern fits: shelf, item, region and list price, in this order."""
    where = Where(service=service, item=item)
    for shelf in sorted(each for each in book.shelves if fits(service, each)):
        for region, prices in sorted(book.shelves[shelf].items()):
            yield from ((shelf, each, region, prices[each]) for each in sorted(prices) if where.covers(shelf, each, ""))


class Checked:
    """A price book that entries are held against; what was found of a shelf is kept for the next entry."""

    def __init__(self, book: PriceBook) -> None:
        self._book = book
        self._shelves = sorted(shelf for shelf, regions in book.shelves.items() if regions)

    def __call__(self, where: Where, unit: str, place: Place) -> tuple[Where, frozenset[str]]:
        """What is meant: a name that is no pattern as the items of the book that have it. Raises Misplaced.

        `unit` is what a price is told for; empty for what holds for any.
        """
        found = [shelf for shelf in self._shelves if replace(where, item="", region="").covers(shelf, "", "")]
        if not found:
            self._no_shelf(where, place)
        if where.region and not where.region.startswith(APART):
            self._in_a_region(where.region, found, place)
        if not where.item:
            return where, frozenset()
        meant = next((each for shelf in found if (each := self._meant(shelf, where))), {})
        if not meant:
            self._no_item(where, found, place)
        units = sorted({price.unit for price in meant.values()})
        if unit and unit not in units:
            raise Misplaced(
                (*place, "unit"),
                f"the price book has it by {units[0]}: write unit: {units[0]}, and what one of these costs.",
            )
        if "*" in where.service + where.item:
            return where, frozenset()
        return replace(where, item=""), frozenset(meant)

    def _no_shelf(self, where: Where, place: Place) -> NoReturn:
        if where.provider:
            known = sorted({provider_of(shelf) for shelf in self._shelves})
            raise Misplaced((*place, "provider"), f"the price book has no such provider: write {', '.join(known)}.")
        why = "it costs nothing by itself" if where.service in self._book.free else "the price book has no such service"
        raise Misplaced((*place, "service"), f"{why}.{_nearest(where.service, self._shelves)}")

    def _in_a_region(self, pattern: str, shelves: Collection[str], place: Place) -> None:
        """Raises Misplaced where no region is meant that the book has a price for, or estimates one."""
        known = {region for shelf in shelves for region in self._book.shelves[shelf]}
        for compute in {COMPUTE[provider] for shelf in shelves if (provider := provider_of(shelf)) in COMPUTE}:
            known |= {*self._book.shelves.get(compute, {}), *self._book.ratios.get(compute, {})}
        if not any(fits(pattern, region) for region in known - {""}):
            why = "the price book has no such region"
            raise Misplaced((*place, "region"), f"{why}.{_nearest(pattern, sorted(known - {''}))}")

    def _no_item(self, where: Where, shelves: Collection[str], place: Place) -> NoReturn:
        items = {name for shelf in shelves for prices in self._regions(shelf, "") for name in _shortest(prices)}
        why = f"the price book has no such item of {where.service}"
        raise Misplaced((*place, "item"), f"{why}.{_nearest(where.item, sorted(items))}")

    def _meant(self, shelf: str, where: Where) -> Mapping[str, Price]:
        """The prices of a shelf that are meant, of one region: what comes after the first is not looked at."""
        anywhere = replace(where, region="")
        for prices in self._regions(shelf, where.region):
            if where.item in prices:
                return {where.item: prices[where.item]}
            if found := {item: prices[item] for item in prices if anywhere.covers(shelf, item, "")}:
                return found
        return {}

    def _regions(self, shelf: str, pattern: str) -> Iterator[Mapping[str, Price]]:
        """The prices of its regions, each read when it is asked for: first where a pattern fits, then where most is
        known. What the book has in one region it may estimate in another.
        """
        regions = self._book.shelves[shelf]
        told = [region for region in regions if pattern and fits(pattern, region)]
        bases = [region for region in BASES.get(provider_of(shelf), ()) if region in regions]
        yield from (regions[region] for region in dict.fromkeys((*told, *bases, "", *regions)) if region in regions)


def _shortest(items: Collection[str]) -> Iterator[str]:
    """What people would write: of a table's item its component."""
    return (names[1] if len(names := names_of(item)) > 1 else item for item in items)


def _nearest(told: str, names: Collection[str]) -> str:
    near = get_close_matches(told, names, _NEAREST, _LIKE)
    return f" Nearest: {', '.join(near)}." if near else ""
