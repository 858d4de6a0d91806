"""A Kubernetes API that every network may reach is one flaw away from everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.internet import covers_internet
from gitops_portal.core.rules.part import all_of, any_of, negate
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth


@guardrail(
    "gke-no-authorised-networks",
    "GKE control planes answer only to networks that are named",
    Severity.HIGH,
    types={"google_container_cluster"},
    why="Anybody can reach the API server and try stolen credentials or a new flaw on it.",
    remedy='master_authorized_networks_config {\n  cidr_blocks {\n    cidr_block = "203.0.113.0/24"\n  }\n}',
    references=("CKV_GCP_20", "CIS GKE 1.4.0 5.6.3", "PCI DSS 4.0.1 1.3.1", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
)
def gke_no_authorised_networks(cluster: Subject, _facts: Facts) -> Iterator[Objection]:
    """A control plane without a public address answers to nobody outside anyway."""
    named = cluster.blocks("master_authorized_networks_config", computed=True)
    to_all = any_of(not named, *map(_lets_all_in, named))
    where = "master_authorized_networks_config"
    yield from expect(
        negate(all_of(to_all, negate(_private(cluster)))), where, "its API server answers to the whole internet"
    )


def _lets_all_in(config: Part) -> Truth:
    """Without networks only the nodes of the cluster get in."""
    return covers_internet(block.text("cidr_block") or UNKNOWN for block in config.blocks("cidr_blocks"))


def _private(cluster: Subject) -> Truth:
    endpoints = [
        endpoint
        for config in cluster.blocks("control_plane_endpoints_config", computed=True)
        for endpoint in config.blocks("ip_endpoints_config", computed=True)
    ]
    return any_of(
        *(config.flag("enable_private_endpoint") for config in cluster.blocks("private_cluster_config", computed=True)),
        *(negate(endpoint.flag("enabled", unset=True)) for endpoint in endpoints),
    )
