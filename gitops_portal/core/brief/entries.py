"""A resource that says who may come in in, its rules as entries out: from where, and to which ports.

Of each type that is known here the table says where that stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core.brief import ports
from gitops_portal.core.brief.references import ACCOUNT, APPLICATION, GROUP, PREFIX_LIST, TAG, Sort
from gitops_portal.core.brief.sources import ITSELF, LATER, Place, Source
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.internet import joined, within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gitops_portal.core.brief.ports import Ports
    from gitops_portal.core.brief.sources import Sources
    from gitops_portal.core.model import Attributes, Change, Value

MOST: Final = 60
"""Entries of one resource on one side: of more it is said that they are not compared."""


class Form(NamedTuple):
    """How a type says who may come in."""

    networks: tuple[str, ...]
    named: Mapping[str, Sort]
    ports: Callable[[Mapping[str, Any], str], list[Ports]]
    blocks: str = ""
    """The list of its rules; empty where the resource is one rule itself."""
    holds: Mapping[str, tuple[Value, ...]] = {}
    """What has to hold of a rule about what comes in; an attribute that is not there does."""
    action: str = ""
    """The attribute that says whether a rule allows or denies, where one does."""
    words: tuple[str, str] = ("allow", "deny")
    """What it says then; without one, the lists of what is allowed and denied."""

    @property
    def denies(self) -> bool:
        """Whether a rule of it can deny."""
        return bool(self.action) or self.ports is ports.google

    @property
    def subnet(self) -> bool:
        """Whether it is about a whole subnet, in which each resource has rules of its own besides."""
        return self.networks == _CIDR

    def written(self, attributes: Attributes | None) -> list[Value]:
        """All that says who may come in, as it stands there."""
        names = [self.blocks] if self.blocks else sorted(attributes or {})
        return [(attributes or {}).get(name) for name in names]


_CIDRS: Final = ("cidr_blocks", "ipv6_cidr_blocks")
_CIDR: Final = ("cidr_block", "ipv6_cidr_block")
_PREFIXES: Final = ("source_address_prefix", "source_address_prefixes")
_GROUP: Final = Form(_CIDRS, {"prefix_list_ids": PREFIX_LIST, "security_groups": GROUP}, ports.aws, "ingress")
_ACL: Final = Form(_CIDR, {}, ports.aws, "ingress", action="action")
_AZURE: Final = Form(
    _PREFIXES,
    {"source_application_security_group_ids": APPLICATION},
    ports.azure,
    holds={"direction": ("Inbound",)},
    action="access",
    words=("Allow", "Deny"),
)
FORMS: Final[Mapping[str, Form]] = {
    "aws_security_group": _GROUP,
    "aws_default_security_group": _GROUP,
    "aws_security_group_rule": Form(
        _CIDRS,
        {"prefix_list_ids": PREFIX_LIST, "source_security_group_id": GROUP},
        ports.aws,
        holds={"type": ("ingress",)},
    ),
    "aws_vpc_security_group_ingress_rule": Form(
        ("cidr_ipv4", "cidr_ipv6"),
        {"prefix_list_id": PREFIX_LIST, "referenced_security_group_id": GROUP},
        ports.aws,
    ),
    "aws_network_acl": _ACL,
    "aws_default_network_acl": _ACL,
    "aws_network_acl_rule": Form(_CIDR, {}, ports.aws, holds={"egress": (False, None)}, action="rule_action"),
    "azurerm_network_security_group": _AZURE._replace(blocks="security_rule"),
    "azurerm_network_security_rule": _AZURE,
    # what names sources is about what comes in, so that Google takes no direction for that one
    "google_compute_firewall": Form(
        ("source_ranges",),
        {"source_tags": TAG, "source_service_accounts": ACCOUNT},
        ports.google,
        holds={"direction": ("INGRESS", None, UNKNOWN), "disabled": (False, None)},
    ),
}


class Entry(NamedTuple):
    """From where, and which ports may be reached."""

    source: Source
    ports: Ports

    @property
    def told(self) -> bool:
        """Whether it is known what it is, so that it surely did not stand there before."""
        return self.source.told and self.ports.told

    def among(self, others: Sequence[Entry]) -> bool:
        """Whether these let in, or keep out, all of it as well: the same source, or all of its addresses."""
        wide = [other.source for other in others if self.ports.inside(other.ports)]
        if self.source.key != LATER and any(source.key == self.source.key for source in wide):
            return True
        around = joined(each for source in wide for each in source.ranges)
        return bool(self.source.ranges) and all(within(each, around) for each in self.source.ranges)


def entries(form: Form, change: Change, sources: Sources, *, after: bool, denies: bool = False) -> list[Entry]:
    """Those that allow, or those that deny, of one side; a few more than MOST where there are so many."""
    found: list[Entry] = []
    if denies and not form.denies:
        return found
    word = form.words[denies]
    for block, whole in _blocks(form, (change.after if after else change.before) or {}):
        if any(name in block and block[name] not in said for name, said in form.holds.items()):
            continue
        if form.action and block.get(form.action) != word:
            continue
        where = list(_sources(form, block, sources, Place(change, after, whole)))
        found += [Entry(source, each) for source in where for each in form.ports(block, word)]
        if len(found) > MOST:
            break
    return found


def _blocks(form: Form, attributes: Attributes) -> Iterator[tuple[Mapping[str, Any], bool]]:
    if not form.blocks:
        yield attributes, True
        return
    written = attributes.get(form.blocks)
    for block in written if isinstance(written, list) else []:
        if isinstance(block, dict):
            yield block, False


def _sources(form: Form, block: Mapping[str, Any], sources: Sources, place: Place) -> Iterator[Source]:
    for name in form.networks:
        yield from sources.networks(place, name, block.get(name), tags=form.networks == _PREFIXES)
    for name, sort in form.named.items():
        yield from sources.named(place, name, block.get(name), sort)
    if block.get("self") is True:
        yield ITSELF
