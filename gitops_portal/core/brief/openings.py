"""Changes in, sentences about networks that get in which did not before out.

Only what lets traffic in is looked at, in the types of the table below. What a group let in before stays unsaid; a new
group is spoken of only where it lets in the internet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core.attributes import truth
from gitops_portal.core.brief.naming import capital, cut, listed
from gitops_portal.core.model import Action, Change, Gravity, Kind, Sentence
from gitops_portal.core.rules.internet import Range, are_internet, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.model import Attributes, Value

_MOST: Final = 60
"""Entries of one resource on one side: of more it is said that they are not compared."""
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
_STAYS: Final = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})


class _Form(NamedTuple):
    """How a type says who may come in: the list of blocks, what must hold, where sources and ports stand."""

    blocks: str
    holds: Mapping[str, str]
    sources: tuple[str, ...]
    ports: tuple[str, ...]


_AWS: Final = ("from_port", "to_port")
_GROUP: Final = _Form("ingress", {}, ("cidr_blocks", "ipv6_cidr_blocks"), _AWS)
_AZURE: Final = {"direction": "Inbound", "access": "Allow"}
_AZURE_SOURCES: Final = ("source_address_prefix", "source_address_prefixes")
_AZURE_PORTS: Final = ("destination_port_range", "destination_port_ranges")
_FORMS: Final[Mapping[str, _Form]] = {
    "aws_security_group": _GROUP,
    "aws_default_security_group": _GROUP,
    "aws_security_group_rule": _Form("", {"type": "ingress"}, ("cidr_blocks", "ipv6_cidr_blocks"), _AWS),
    "aws_vpc_security_group_ingress_rule": _Form("", {}, ("cidr_ipv4", "cidr_ipv6"), _AWS),
    "azurerm_network_security_group": _Form("security_rule", _AZURE, _AZURE_SOURCES, _AZURE_PORTS),
    "azurerm_network_security_rule": _Form("", _AZURE, _AZURE_SOURCES, _AZURE_PORTS),
    "google_compute_firewall": _Form("", {"direction": "INGRESS"}, ("source_ranges",), ("allow",)),
}
_GROUPS: Final = frozenset({"aws_security_group", "aws_default_security_group", "azurerm_network_security_group"})
_EVERYBODY: Final = frozenset({"*", "internet", "any"})
"""How Azure says everybody."""
_WORLD: Final = ("0.0.0.0/0", "::/0")
_INTERNET: Final = "the internet"
_OPENING: Final = ("publicly_accessible", "public_network_access_enabled", "allow_nested_items_to_be_public")
_CLOSING: Final = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


class _Entry(NamedTuple):
    """A network as it is written and as addresses, and the ports that it may reach."""

    text: str
    network: Range
    first: int
    last: int

    def inside(self, other: _Entry) -> bool:
        return (
            other.first <= self.first
            and self.last <= other.last
            and other.network.first <= self.network.first
            and self.network.end <= other.network.end
            and self.network.version == other.network.version
        )


def openings(changes: Iterable[Change]) -> Iterator[Sentence]:
    for change in changes:
        if change.action in _STAYS:
            yield from _networks(change)
            yield from _flags(change)


def _networks(change: Change) -> Iterator[Sentence]:
    form = _FORMS.get(change.type)
    if form is None:
        return
    before, after = _entries(form, change.before), _entries(form, change.after)
    if max(len(before), len(after)) > _MOST and _written(form, change.before) != _written(form, change.after):
        text = f"{cut(change.address)} lets in more than {_MOST} networks: which of them are new is not compared."
        yield Sentence(Gravity.OPENS, Kind.NETWORK, text, (change.address,))
    if max(len(before), len(after)) > _MOST:
        return
    by_ports: dict[tuple[int, int], list[_Entry]] = {}
    for entry in after:
        if not any(entry.inside(other) for other in before):
            by_ports.setdefault((entry.first, entry.last), []).append(entry)
    opened: dict[str, list[str]] = {}
    for ports, entries in by_ports.items():
        if are_internet([entry.network for entry in entries]):
            opened.setdefault(_INTERNET, []).append(_ports(*ports))
        elif change.before is not None or change.type not in _GROUPS:
            opened.setdefault(listed([entry.text for entry in entries]), []).append(_ports(*ports))
    for to, ports_told in opened.items():
        does = f"opens {listed(ports_told)} to {to}"
        text = f"{capital(does)}: {cut(change.address)}."
        yield Sentence(Gravity.OPENS, Kind.NETWORK, text, (change.address,), short=does if to == _INTERNET else "")


def _flags(change: Change) -> Iterator[Sentence]:
    before, after = change.before or {}, change.after or {}
    for name in _OPENING:
        if truth(after.get(name)) is True and truth(before.get(name)) is not True:
            said = "makes it reachable from the internet"
            yield _flagged(change, name, said, f"makes {cut(change.name)} public")
    for name in _CLOSING:
        if truth(before.get(name)) is True and truth(after.get(name)) is not True:
            yield _flagged(change, name, "no longer keeps the public out", f"stops {name}")


def _flagged(change: Change, name: str, said: str, short: str) -> Sentence:
    text = f"{name} of {cut(change.address)} {said}."
    return Sentence(Gravity.OPENS, Kind.NETWORK, text, (change.address,), short=short)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _entries(form: _Form, attributes: Attributes | None) -> list[_Entry]:
    """What can be read of it; what is not known until apply, or secret, is for rules to answer."""
    found: list[_Entry] = []
    for block in _blocks(form, attributes or {}):
        if any(block.get(name, wanted) != wanted for name, wanted in form.holds.items()):
            continue
        texts = [each for name in form.sources for text in _texts(block.get(name)) for each in _spelled(text)]
        found += [
            _Entry(text, network, *ports)
            for text in texts
            for network in told([text])[0]
            for ports in _ranges(form, block)
        ]
        if len(found) > _MOST:
            break
    return found


def _written(form: _Form, attributes: Attributes | None) -> list[Value]:
    """All that says who may come in, as it stands there."""
    names = (form.blocks,) if form.blocks else (*form.sources, *form.ports)
    return [(attributes or {}).get(name) for name in names]


def _blocks(form: _Form, attributes: Attributes) -> list[Mapping[str, Any]]:
    if not form.blocks:
        return [attributes]
    written = attributes.get(form.blocks)
    return [block for block in written if isinstance(block, dict)] if isinstance(written, list) else []


def _texts(value: Value) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]


def _spelled(text: str) -> tuple[str, ...]:
    return _WORLD if text.lower() in _EVERYBODY else (text,)


def _ranges(form: _Form, block: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The ports that are open; all of them where the protocol is any, none where they can't be read."""
    if form.ports == _AWS:
        first, last = (block.get(name) for name in _AWS)
        if block.get("protocol", block.get("ip_protocol")) in {"-1", "all", -1}:
            return [_ALL]
        return [(first, last)] if isinstance(first, int) and isinstance(last, int) and first >= 0 else []
    texts = [text for name in form.ports for text in _texts(block.get(name))]
    for rule in block.get("allow") or [] if form.ports == ("allow",) else []:
        ports = rule.get("ports") if isinstance(rule, dict) else None
        texts += _texts(ports) if ports else ["*"]
    return [found for text in texts if (found := _range(text))]


def _range(text: str) -> tuple[int, int] | None:
    if text == "*":
        return _ALL
    first, _, last = text.partition("-")
    return (int(first), int(last or first)) if first.isdecimal() and (last or first).isdecimal() else None


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ports(first: int, last: int) -> str:
    if (first, last) == _ALL or (first == 0 and last == 0):
        return "all ports"
    if first != last:
        return f"ports {first} to {last}"
    return f"{service} (port {first})" if (service := _SERVICES.get(first)) else f"port {first}"
