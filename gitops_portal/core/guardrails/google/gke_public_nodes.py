"""A node with a public address stands in the internet itself, with everything that runs on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


@guardrail(
    "gke-public-nodes",
    "GKE nodes have no public address",
    Severity.HIGH,
    types={"google_container_cluster", "google_container_node_pool"},
    why="Nodes can be reached from anywhere: every open port and every flaw is exposed to everybody.",
    remedy="private_cluster_config {\n  enable_private_nodes = true\n}",
    references=("CKV_GCP_64", "CIS GKE 1.4.0 5.6.5", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
)
def gke_public_nodes(nodes: Subject, _facts: Facts) -> Iterator[Objection]:
    """The cluster decides for its pools; a pool is only asked for what it says itself."""
    message = "its nodes get public addresses"
    if nodes.change.type == "google_container_node_pool":
        for config in nodes.blocks("network_config", computed=True):
            said = config.flag("enable_private_nodes", unset=True)
            private: Truth = True if said is None else said
            yield from expect(private, config.at("enable_private_nodes"), message)
        return
    configs = nodes.blocks("private_cluster_config", computed=True)
    yield from expect(
        any_of(*(config.flag("enable_private_nodes") for config in configs)),
        "private_cluster_config.enable_private_nodes",
        message,
    )
