"""A security group or one of its rules in, objections out to every entry that lets the whole internet reach a port."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.guard import Objection, undetermined, violated
from gitops_portal.core.rules.part import Truth, all_of, any_of, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Subject
    from gitops_portal.core.rules.part import Part

TYPES = frozenset({"aws_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"})


def open_to_world(group: Subject, port: int) -> Iterator[Objection]:
    for entry in _entries(group):
        is_open = all_of(_inbound(group), _reaches(entry, port), any_of(*map(covers_world, _sources(entry))))
        where = entry.path or "from_port"
        if is_open is UNKNOWN:
            yield undetermined(where, f"it can't be told from the plan whether port {port} is open to the internet")
        elif is_open:
            yield violated(where, f"port {port} is open to the whole internet")


def covers_world(cidr: str | Unknown) -> Truth:
    if cidr is UNKNOWN:
        return UNKNOWN
    try:
        return ip_network(cidr.strip(), strict=False).prefixlen == 0
    except ValueError:
        return UNKNOWN


def _entries(group: Subject) -> tuple[Part, ...]:
    return group.blocks("ingress") if group.change.type == "aws_security_group" else (group,)


def _inbound(group: Subject) -> Truth:
    return group.change.type != "aws_security_group_rule" or one_of(group.text("type"), {"ingress"})


def _sources(entry: Part) -> Iterator[str | Unknown]:
    for several in ("cidr_blocks", "ipv6_cidr_blocks"):
        yield from entry.texts(several)
    for single in ("cidr_ipv4", "cidr_ipv6"):
        if (cidr := entry.text(single)) is not None:
            yield cidr


def _reaches(entry: Part, port: int) -> Truth:
    """Only TCP speaks SSH and RDP; an entry for all protocols has no ports to look at."""
    protocol = _protocol(entry)
    if protocol is UNKNOWN or protocol in {"-1", "all"}:
        return UNKNOWN if protocol is UNKNOWN else True
    if protocol not in {"tcp", "6"}:
        return False
    first, last = entry.number("from_port"), entry.number("to_port")
    if not isinstance(first, int) or not isinstance(last, int) or min(first, last) < 0:
        return UNKNOWN
    return first <= port <= last


def _protocol(entry: Part) -> str | Unknown:
    """`ip_protocol` in the newer rule types, `protocol` elsewhere; numbers are mostly written as text."""
    name = "protocol" if entry.text("protocol") is not None else "ip_protocol"
    number, text = entry.number(name), entry.text(name)
    if isinstance(number, int):
        return str(number)
    return text.strip().lower() if isinstance(text, str) else UNKNOWN
