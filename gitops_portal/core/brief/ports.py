"""A block of a network rule in, the ports that it is about out, with the words for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core.brief.naming import cut
from gitops_portal.core.model import UNKNOWN, Sensitive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.model import Value

_SERVICES: Final = {
    22: "SSH",
    80: "HTTP",
    443: "HTTPS",
    1433: "SQL Server",
    3306: "MySQL",
    3389: "remote desktop",
    5432: "PostgreSQL",
    6379: "Redis",
    9200: "Elasticsearch",
    27017: "MongoDB",
}
_ALL: Final = (0, 65_535)
_LATER: Final = (-1, -1)
_LONGEST: Final = len("65535-65535")
_PROTOCOLS: Final = {"-1": "", "*": "", "all": "", "any": "", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
"""Other ways to write one; empty is any."""
_WITH_PORTS: Final = {"": "", "tcp": "", "udp": "UDP "}
_ICMP: Final = {"icmp": "ICMP", "icmpv6": "ICMPv6"}


class Ports(NamedTuple):
    """Ports of one protocol, or of any where it is empty; types of messages with ICMP. `_LATER`: known after apply."""

    protocol: str = ""
    first: int = 0
    last: int = 65_535

    @property
    def all(self) -> bool:
        return (self.first, self.last) == _ALL

    @property
    def told(self) -> bool:
        """Whether it is known which they are."""
        return self[1:] != _LATER

    def inside(self, other: Ports) -> bool:
        """Whether all of them are among the others; what is not known is among all ports alone."""
        if other.protocol not in {"", self.protocol}:
            return False
        return other.all or (self.told and other.first <= self.first and self.last <= other.last)

    def __str__(self) -> str:
        if self.protocol in _ICMP:
            return _ICMP[self.protocol] + ("" if self.all else f" type {self.first}")
        if self.protocol not in _WITH_PORTS:
            return f"protocol {cut(self.protocol, 40)}"
        kind = _WITH_PORTS[self.protocol]
        if not self.told:
            return f"{kind}ports known after apply"
        if self.all:
            return f"all {self.protocol.upper()} ports" if self.protocol else "all ports"
        if self.first != self.last:
            return f"{kind}ports {self.first} to {self.last}"
        service = "" if kind else _SERVICES.get(self.first)
        return f"{service} (port {self.first})" if service else f"{kind}port {self.first}"


def aws(block: Mapping[str, Any], _: str = "") -> list[Ports]:
    """Of security groups and network ACLs; none where they can't be read."""
    written = block.get("protocol", block.get("ip_protocol"))
    protocol, first, last = _protocol(written), block.get("from_port"), block.get("to_port")
    if protocol in _ICMP:
        kind = _port(block.get("icmp_type", first))
        return [Ports(protocol) if kind is None else Ports(protocol, kind, kind)]
    if protocol not in _WITH_PORTS or (isinstance(written, str | int) and not protocol):
        return [Ports(protocol)]
    if _later(first) or _later(last):
        return [Ports(protocol, *_LATER)]
    known = _port(first), _port(last)
    return [Ports(protocol, known[0], known[1])] if known[0] is not None and known[1] is not None else []


def azure(block: Mapping[str, Any], _: str = "") -> list[Ports]:
    """Of network security rules."""
    values = (block.get(name) for name in ("destination_port_range", "destination_port_ranges"))
    return [found for value in values for found in _read(_protocol(block.get("protocol")), value)]


def google(block: Mapping[str, Any], what: str) -> list[Ports]:
    """Of a firewall, what it allows or denies: `what` is the name of the list."""
    rules = block.get(what)
    if _later(rules):
        return [Ports("", *_LATER)]
    found: list[Ports] = []
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, dict):
            found += _read(_protocol(rule.get("protocol")), rule.get("ports") or "*")
    return found


def _protocol(value: Value) -> str:
    """As it is told here; one that is not known may be any."""
    word = str(value).lower() if isinstance(value, str | int) else ""
    return _PROTOCOLS.get(word, word)


def _read(protocol: str, value: Value) -> list[Ports]:
    if protocol not in _WITH_PORTS:
        return [Ports(protocol)] if value else []
    return [found for text in (value if isinstance(value, list) else [value]) if (found := _range(protocol, text))]


def _range(protocol: str, text: Value) -> Ports | None:
    if _later(text):
        return Ports(protocol, *_LATER)
    if text == "*":
        return Ports(protocol)
    first, _, last = text.partition("-") if isinstance(text, str) and len(text) <= _LONGEST else ("", "", "")
    last = last or first
    return Ports(protocol, int(first), int(last)) if first.isdecimal() and last.isdecimal() else None


def _port(value: Value) -> int | None:
    return value if isinstance(value, int) and 0 <= value <= _ALL[1] else None


def _later(value: Value) -> bool:
    """Not known until apply; and what is secret is not told either."""
    return value is UNKNOWN or isinstance(value, Sensitive)
