"""Network ACLs and their rules in, objections out to every entry that lets the internet reach a port.

Entries are asked in the order of their numbers and the first that fits decides, so a lower one that denies shields.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.ingress import Ports, Span, called, opened, reaches
from gitops_portal.core.rules.internet import Range, are_internet, joined, told, within
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import Truth, all_of, any_of, folded, negate, one_of
from gitops_portal.core.rules.rule import Objection, expect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part

LISTS = ("aws_default_network_acl", "aws_network_acl")
TYPES = frozenset({"aws_network_acl", "aws_network_acl_rule"})
"""Those that are judged; what a default list says shields nothing else."""


class _Entry(NamedTuple):
    part: Part
    allows: Truth
    number: int | Unknown | None
    ports: Ports
    ranges: list[Range]
    doubt: bool
    """Some of its networks can't be told."""


def open_to_world(acl: Subject, facts: Facts, wanted: Span) -> Iterable[Objection]:
    """`acl` is a list with entries of its own, or a rule that stands by itself."""
    group = _list_of(acl, facts)
    others = facts.once("entries of network ACLs", lambda: _by_list(facts)).get(group, []) if group else []
    for entry in _entries(acl):
        is_open = all_of(
            entry.allows,
            reaches(entry.ports, wanted),
            are_internet(entry.ranges) or (UNKNOWN if entry.doubt else False),
            negate(any_of(*(_shields(other, entry, wanted) for other in others))),
        )
        where = entry.part.path or "from_port"
        yield from expect(negate(is_open), where, f"{called(wanted)} is open to the internet")


def _shields(other: _Entry, entry: _Entry, wanted: Span) -> bool:
    """Whether another entry surely denies all that this one allows, and is asked before."""
    if not isinstance(other.number, int) or not isinstance(entry.number, int) or other.number >= entry.number:
        return False
    denies = other.allows is False and reaches(other.ports, wanted) is True and not entry.doubt
    return denies and all(within(each, joined(other.ranges)) for each in entry.ranges)


def _by_list(facts: Facts) -> Mapping[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = defaultdict(list)
    for acl in (each for kind in (*LISTS, "aws_network_acl_rule") for each in facts.standing(kind)):
        if group := _list_of(acl, facts):
            found[group] += _entries(acl)
    return found


def _list_of(acl: Subject, facts: Facts) -> str | None:
    """What tells a list from others; None when it can't be told."""
    if acl.change.type in LISTS:
        return acl.change.address
    found = named(facts, acl, "network_acl_id", LISTS)
    if found.only:
        return found.only.change.address
    name = acl.text("network_acl_id")
    return name if found.certain and isinstance(name, str) else None


def _entries(acl: Subject) -> Iterator[_Entry]:
    """What it says of traffic that comes in. One that may be about what goes out allows as if nobody could tell."""
    if acl.change.type in LISTS:
        for part in acl.blocks("ingress", computed=True):
            yield _entry(part, part.text("action"), part.number("rule_no"))
    elif acl.flag("egress") is not True:
        entry = _entry(acl, acl.text("rule_action"), acl.number("rule_number"))
        yield entry._replace(allows=UNKNOWN) if acl.flag("egress") is UNKNOWN and entry.allows else entry


def _entry(part: Part, action: str | Unknown | None, number: int | Unknown | None) -> _Entry:
    cidrs = [cidr for name in ("cidr_block", "ipv6_cidr_block") if (cidr := part.text(name))]
    ranges, doubt = told(cidrs)
    allows = one_of(folded(action), {"allow"})
    return _Entry(part, allows, number, opened(part), ranges, doubt)
