"""An instance with a public address stands in the internet itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import any_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail, undetermined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

TEMPLATES = ("google_compute_instance_template", "google_compute_region_instance_template")


@guardrail(
    "gce-public-ip",
    "Instances have no public address",
    Severity.HIGH,
    types={*TEMPLATES, "google_compute_instance", "google_compute_instance_from_template"},
    why="The host can be reached from anywhere: every open port and every flaw is exposed to everybody.",
    remedy="Remove access_config, go out through Cloud NAT, and come in through Identity-Aware Proxy.",
    references=("CKV_GCP_40", "CIS GCP 3.0.0 4.9", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
)
def gce_public_ip(instance: Subject, facts: Facts) -> Iterator[Objection]:
    interfaces = instance.blocks("network_interface", computed=True)
    if not interfaces and instance.change.type == "google_compute_instance_from_template":
        yield from _by_template(instance, facts)
    for interface in interfaces:
        public = any_of(_has(interface, "access_config"), _has(interface, "ipv6_access_config"))
        yield from expect(negate(public), interface.at("access_config"), "it gets a public address")


def _by_template(instance: Subject, facts: Facts) -> Iterator[Objection]:
    """A template of the plan is judged itself."""
    if named(facts, instance, "source_instance_template", TEMPLATES).only is None:
        yield undetermined(
            "network_interface", "its template decides whether it gets a public address, and the plan does not show it"
        )


def _has(interface: Part, name: str) -> Truth:
    """A block that is written may be empty: then Google chooses the address."""
    return any_of(*(UNKNOWN if block.unknown else True for block in interface.blocks(name, computed=True)))
