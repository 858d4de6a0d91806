"""What a security rule of Azure says of its sources, ports and destinations in, ranges of addresses and answers out.

Azure's words: `*`, `Any` and `Internet` are everybody, and so are the odd ways to write it that CIS lists; any other
word is a service tag, whose addresses belong to Azure or to the virtual network.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.internet import Range, joined, told, within
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.ports import among

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_portal.core.model import Value
    from gitops_portal.core.rules.part import Part, Truth

EVERYBODY: Final = frozenset({"*", "any", "internet", "0.0.0.0", "/0", "<nw>/0"})  # noqa: S104 - what a rule says
_TAG: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*")

_PLACES: Final = (
    "destination_address_prefix",
    "destination_address_prefixes",
    "destination_application_security_group_ids",
)

_FROM: Final = "source_port_range"

WORLD: Final = tuple(told(["0.0.0.0/0", "::/0"])[0])
_EVERYWHERE: Final = tuple(joined(WORLD))


def sources(rule: Part) -> tuple[list[Range], bool]:
    """Who a rule speaks of, and whether there are others that can't be told."""
    ranges: list[Range] = []
    doubt = False
    for said in _texts(rule, "source_address_prefix"):
        found = _addresses(said)
        ranges += found or ()
        doubt = doubt or found is None
    return ranges, doubt


def reaches(rule: Part, port: int) -> Truth:
    """Whether a port is among a rule's destination ports; none that is told is one that can't be."""
    found = [_among(said, port) for said in _texts(rule, "destination_port_range")]
    return any_of(*found) if found else UNKNOWN


def from_any_port(rule: Part) -> Truth:
    found = [UNKNOWN if said is UNKNOWN else said.strip() in {"*", "0-65535"} for said in _texts(rule, _FROM)]
    return any_of(*found) if found else UNKNOWN


class Places(NamedTuple):
    """The destinations of a rule: as they are written, and as addresses in order; None is what can't be told."""

    written: tuple[Value, ...] | None
    ranges: Sequence[Range] | None

    @property
    def everywhere(self) -> bool:
        return self.ranges is _EVERYWHERE


def places(rule: Part) -> Places:
    said = _texts(rule, "destination_address_prefix")
    written = tuple(rule.get(name) or None for name in _PLACES)
    listed = [each for value in written for each in (value if isinstance(value, list) else (value,))]
    ranges, doubt = told(said)
    everywhere = any(each is not UNKNOWN and each.strip().lower() in {"*", "any"} for each in said)
    found = _EVERYWHERE if everywhere else None if doubt or not said else joined(ranges)
    return Places(None if UNKNOWN in listed else written, found)


def covers(deny: Places, allow: Places) -> Truth:
    """Whether one rule is about all destinations that another is about."""
    if deny.everywhere or (deny.written is not None and deny.written == allow.written):
        return True
    if deny.ranges is None or allow.ranges is None:
        return UNKNOWN
    return all(within(each, deny.ranges) for each in allow.ranges)


def without(ranges: Iterable[Range], holes: Iterable[Range]) -> list[Range]:
    """The addresses that are in none of the holes."""
    cut = joined(holes)
    if not cut:
        return [*ranges]
    return [part for each in joined(ranges) for part in _cut(each, cut)]


def _cut(one: Range, holes: Sequence[Range]) -> Iterable[Range]:
    first = one.first
    for hole in holes[max(0, bisect_left(holes, one) - 1) :]:
        if hole.version != one.version or hole.end <= first:
            if hole.version > one.version:
                break
            continue
        if hole.first >= one.end:
            break
        if hole.first > first:
            yield one._replace(first=first, end=hole.first)
        first = max(first, hole.end)
    if first < one.end:
        yield one._replace(first=first)


def _texts(rule: Part, name: str) -> list[str | Unknown]:
    """What stands in an attribute and in its plural, which is a list; an empty text is nothing."""
    plural = f"{name}es" if name.endswith("x") else f"{name}s"
    number = rule.get(name)
    single = str(number) if isinstance(number, int) and not isinstance(number, bool) else rule.text(name)
    return [said for said in (single, *rule.texts(plural)) if said is UNKNOWN or (said is not None and said != "")]


def _addresses(said: str | Unknown) -> Sequence[Range] | None:
    """None where it can't be told."""
    if said is UNKNOWN:
        return None
    if said.strip().lower() in EVERYBODY:
        return WORLD
    if _TAG.fullmatch(said.strip()):
        return ()
    ranges, doubt = told([said])
    return _between(said) if doubt else ranges


def _between(said: str) -> Sequence[Range] | None:
    """Addresses from one to another, as in `10.0.0.4-10.0.0.9`."""
    try:
        first, last = map(ip_address, map(str.strip, said.split("-")))
    except ValueError:
        return None
    return (Range(first.version, int(first), int(last) + 1),) if first.version == last.version else None


def _among(said: str | Unknown, port: int) -> Truth:
    return (said is not UNKNOWN and said.strip().lower() in {"*", "any"}) or among(said, port)
