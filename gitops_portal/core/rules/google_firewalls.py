"""A firewall of Google Cloud, or a rule of a firewall policy, in; an objection out where it opens a port to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import Part, Truth, all_of, any_of, negate, one_of
from gitops_portal.core.rules.ports import among
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Subject
    from gitops_portal.core.rules.rule import Objection

_FIREWALL: Final = "google_compute_firewall"
TYPES: Final = frozenset(
    {
        _FIREWALL,
        "google_compute_firewall_policy_rule",
        "google_compute_network_firewall_policy_rule",
        "google_compute_region_network_firewall_policy_rule",
    }
)
_ANYWHERE: Final = frozenset({None, "", "INTERNET", "UNSPECIFIED"})
"""Scopes that the internet is in."""


def open_to_internet(firewall: Subject, port: int) -> Iterator[Objection]:
    """What denies before it is not looked at: a hole that another rule covers is one mistake from being open."""
    reads = _firewall if firewall.change.type == _FIREWALL else _policy_rule
    where, is_open = reads(firewall, port)
    active = all_of(
        negate(firewall.flag("disabled")), one_of(firewall.text("direction", unset="INGRESS"), {None, "", "INGRESS"})
    )
    yield from expect(negate(all_of(active, is_open)), where, f"port {port} is open to the internet")


def _firewall(firewall: Subject, port: int) -> tuple[str, Truth]:
    reached = any_of(*(_reaches(entry, "protocol", port) for entry in firewall.blocks("allow")))
    return "source_ranges", reached and all_of(reached, _from_internet(firewall))


def _from_internet(firewall: Subject) -> Truth:
    """Sources add up: with ranges only those count here; with none of any kind, Google takes everything."""
    ranges = firewall.texts("source_ranges")
    if ranges:
        return covers_internet(ranges)
    others = [*firewall.texts("source_tags"), *firewall.texts("source_service_accounts")]
    return not others if UNKNOWN not in others else UNKNOWN


def _policy_rule(rule: Subject, port: int) -> tuple[str, Truth]:
    allowed = one_of(rule.text("action"), {"allow"})
    opened = any_of(*(_matched(match, port) for match in rule.blocks("match")))
    return "match", all_of(allowed, opened)


def _matched(match: Part, port: int) -> Truth:
    return all_of(
        any_of(*(_reaches(entry, "ip_protocol", port) for entry in match.blocks("layer4_configs"))),
        covers_internet(match.texts("src_ip_ranges")),
        one_of(match.text("src_network_scope"), _ANYWHERE),
        one_of(match.text("src_network_type"), _ANYWHERE),
    )


def _reaches(entry: Part, protocol: str, port: int) -> Truth:
    """Only TCP speaks SSH and RDP; an entry that names no ports is for all of them."""
    name = entry.text(protocol, unset=UNKNOWN)
    if not isinstance(name, str):
        return UNKNOWN
    ports = entry.texts("ports")
    match name.lower():
        case "all":
            return True
        case "tcp" | "6":
            return any_of(*(among(each, port) for each in ports)) if ports else True
        case _:
            return False
