"""A block of a network rule in, from where it lets in out: networks, prefix lists, groups, tags and accounts.

What is not known until apply, and can't be told from the configuration either, is a source that says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.brief.naming import cut, listed
from gitops_portal.core.brief.prefix_lists import PrefixLists
from gitops_portal.core.brief.references import APPLICATION, PREFIX_LIST, References, Sort
from gitops_portal.core.model import UNKNOWN, Sensitive
from gitops_portal.core.rules.internet import Range, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Change, Value

LATER: Final = "?"
"""The key of a source that is not known until apply: it may be any, and is none that stood there before."""
_WORLD: Final = ("0.0.0.0/0", "::/0")
_EVERYBODY: Final = frozenset({"*", "internet", "any"})
"""How Azure says everybody."""
_COMPUTED: Final = frozenset({"source_security_group_id", "source_ranges"})
"""What the provider fills in where nobody sets it: that it is not known yet says nothing by itself."""


class Source(NamedTuple):
    """What tells it from others, before and after alike; how it is told; its addresses, none where not known."""

    key: str
    text: str
    ranges: tuple[Range, ...] = ()
    told: bool = True
    """Whether it is known which it is; else it may be one that stood there before."""


ITSELF: Final = Source("self", "members of the same group")


class Place(NamedTuple):
    """Where a block stands: in which resource, after or before, and whether it is the resource as a whole."""

    change: Change
    after: bool
    whole: bool


class Sources:
    """Of one plan."""

    def __init__(self, index: Index) -> None:
        self.references = References(index)
        self.lists = PrefixLists(self.references)

    def networks(self, place: Place, name: str, value: Value, *, tags: bool = False) -> Iterator[Source]:
        """Of an attribute with networks. `tags`: what is no network is what Azure calls some of them."""
        for leaf in _leaves(value):
            if isinstance(leaf, str):
                for text in _WORLD if tags and leaf.lower() in _EVERYBODY else (leaf,):
                    if ranges := told([text])[0]:
                        yield Source(text, cut(text), tuple(ranges))
                    elif tags and text:
                        yield Source(text.lower(), f"service tag {cut(text, 60)}")
            elif leaf is UNKNOWN and self._is_set(place, name):
                yield Source(LATER, "networks known after apply", told=False)
            elif isinstance(leaf, Sensitive):
                yield Source(leaf.mac, "networks marked as sensitive", told=False)

    def named(self, place: Place, name: str, value: Value, sort: Sort) -> Iterator[Source]:
        """Of an attribute that names groups, lists, tags or accounts."""
        leaves = _leaves(value)
        for leaf in leaves:
            if isinstance(leaf, str) and leaf:
                address = self.references.address(sort, leaf)
                shown = cut(leaf.rpartition("/")[2] if sort is APPLICATION else leaf, 60)
                yield self._source(place, sort, address or leaf, f"{shown} ({cut(address)})" if address else shown)
            elif isinstance(leaf, Sensitive):
                yield Source(leaf.mac, f"{sort.some} marked as sensitive", told=False)
        if UNKNOWN in leaves and self._is_set(place, name):
            yield self._later(place, name, sort, alone=leaves.count(UNKNOWN) == 1)

    def _later(self, place: Place, name: str, sort: Sort, *, alone: bool) -> Source:
        """One that is not known until apply: what the configuration names, where that is one thing."""
        found, certain = self.references.meant(place.change, name, sort) if place.whole and alone else ("", False)
        if certain:
            return self._source(place, sort, found, cut(found))
        said = f"{sort.word} {cut(found)} (one of its instances)" if found else f"{sort.some} known after apply"
        return Source(LATER, said, told=False)

    def _is_set(self, place: Place, name: str) -> bool:
        """What only the provider fills in is not known either, and names nothing."""
        return name not in _COMPUTED or self.references.sets(place.change, name) is True

    def _source(self, place: Place, sort: Sort, key: str, shown: str) -> Source:
        key, text = f"{sort.word} {key}", f"{sort.word} {shown}"
        if sort is not PREFIX_LIST:
            return Source(key, text)
        held = self.lists.holds(key.removeprefix(f"{sort.word} "), after=place.after)
        if held is None:
            return Source(key, f"{text}, whose ranges this plan does not hold")
        return Source(key, f"{text}, which holds {listed(held.networks) or 'nothing'}", tuple(held.ranges))


def _leaves(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]
