"""A security list of Oracle, or a rule of a security group, in; an objection out where it opens a port to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import Part, Truth, all_of, any_of, negate, one_of
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Subject
    from gitops_portal.core.rules.rule import Objection

LISTS: Final = frozenset({"oci_core_default_security_list", "oci_core_security_list"})
RULE: Final = "oci_core_network_security_group_security_rule"
TYPES: Final = LISTS | {RULE}
_CIDR: Final = frozenset({None, "", "CIDR_BLOCK"})
"""Other sources are services of Oracle's and groups of the network."""


def open_to_internet(subject: Subject, port: int) -> Iterator[Objection]:
    """A list holds its entries in blocks; a rule of a group is one by itself, in one direction."""
    listed = subject.change.type in LISTS
    inbound = True if listed else one_of(subject.text("direction"), {"INGRESS"})
    for entry in subject.blocks("ingress_security_rules", computed=True) if listed else (subject,):
        is_open = all_of(inbound, _reaches(entry, port), _from_internet(entry))
        yield from expect(negate(is_open), entry.at("source"), f"port {port} is open to the internet")


def _from_internet(entry: Part) -> Truth:
    source = entry.text("source")
    return all_of(one_of(entry.text("source_type"), _CIDR), covers_internet(() if source is None else (source,)))


def _reaches(entry: Part, port: int) -> Truth:
    """Only TCP speaks SSH and RDP; protocols are numbers written as text."""
    protocol = entry.text("protocol", unset=UNKNOWN)
    if not isinstance(protocol, str):
        return UNKNOWN
    match protocol.lower():
        case "all":
            return True
        case "6":
            options = entry.blocks("tcp_options", computed=True)
            return any_of(*(_holds(each, port) for each in options)) if options else True
        case _:
            return False


def _holds(options: Part, port: int) -> Truth:
    """A list writes the ports themselves, a rule of a group a block of them; where neither does, all are meant."""
    ranges = options.blocks("destination_port_range", computed=True) or (options,)
    return any_of(*(_within(each, port) for each in ranges))


def _within(ports: Part, port: int) -> Truth:
    first, last = ports.number("min"), ports.number("max")
    if first is None and last is None:
        return True
    if not isinstance(first, int) or not isinstance(last, int):
        return UNKNOWN
    return first <= port <= last
