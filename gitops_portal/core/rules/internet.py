"""Networks in, whether together they let the internet in out, however they are written.

The internet is open to more addresses than any one organisation holds: an eighth of the public IPv4 addresses (the
largest holder has about one in seventeen), or as many IPv6 addresses as a continent's registry is given, a /12. So two
halves are the world, and so is the world but for a hole; a company's networks, or a cloud's, are not.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.model import UNKNOWN, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from gitops_portal.core.rules.part import Truth

_LONGEST: Final = 80
"""The longest way to write a network; what is longer is none, and is not remembered either."""


class Range(NamedTuple):
    """Addresses from `first` to the one before `end`."""

    version: int
    first: int
    end: int


def covers_internet(networks: Iterable[str | Unknown]) -> Truth:
    ranges, doubt = told(networks)
    return True if are_internet(ranges) else UNKNOWN if doubt else False


def told(networks: Iterable[str | Unknown]) -> tuple[list[Range], bool]:
    """The networks that can be read, and whether there are others."""
    read = [None if network is UNKNOWN else _read(network) for network in networks]
    return [found for found in read if found], None in read


def are_internet(ranges: Collection[Range]) -> bool:
    if sum(each.end - each.first for each in ranges) < _ENOUGH:
        return False
    parts = joined(ranges)
    v4 = sum(_public(each) for each in parts if each.version == _V4)
    v6 = sum(_shared(each, _GLOBAL) for each in parts if each.version != _V4)
    return v4 >= _ENOUGH or v6 >= _CONTINENT


def _read(text: str) -> Range | None:
    return _parsed(text) if len(text) <= _LONGEST else None


@lru_cache(8_192)
def _parsed(text: str) -> Range | None:
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    found = _range(network)
    if found.version != _V4 and (inside := _shared(found, _MAPPED)):
        # the IPv4 internet, as IPv6 writes it; what holds all of it may hold IPv6 addresses besides
        start = max(found.first, _MAPPED.first) - _MAPPED.first
        return Range(_V4, start, start + inside) if not _shared(found, _GLOBAL) else found
    return found


def joined(ranges: Iterable[Range]) -> list[Range]:
    """The same addresses in order, without overlaps, and in one where they go on."""
    parts: list[Range] = []
    for each in sorted(ranges):
        last = parts[-1] if parts else None
        if last and last.version == each.version and each.first <= last.end:
            parts[-1] = last._replace(end=max(last.end, each.end))
        else:
            parts.append(each)
    return parts


def within(one: Range, parts: Sequence[Range]) -> bool:
    """Whether all of its addresses are among these, which are `joined`."""
    place = bisect_right(parts, (one.version, one.first), key=lambda part: part[:2]) - 1
    return place >= 0 and parts[place].version == one.version and one.end <= parts[place].end


def _shared(one: Range, other: Range) -> int:
    return max(0, min(one.end, other.end) - max(one.first, other.first))


def _public(found: Range) -> int:
    return found.end - found.first - sum(_shared(found, private) for private in _PRIVATE)


def _range(network: IPv4Network | IPv6Network) -> Range:
    first = int(network.network_address)
    return Range(network.version, first, first + 2 ** (network.max_prefixlen - network.prefixlen))


def _of(text: str) -> Range:
    return _range(ip_network(text))


_V4: Final = IPv4Network("0.0.0.0/0").version
_MAPPED: Final = _of("::ffff:0:0/96")
_GLOBAL: Final = _of("2000::/3")
_CONTINENT: Final = 2 ** (128 - 12)
_PRIVATE: Final = tuple(
    map(
        _of,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/3",
        ),
    )
)
"""Addresses that no packet from the internet comes from, disjoint; the small ones for documentation don't matter."""
_ENOUGH: Final = _public(_of("0.0.0.0/0")) // 8
