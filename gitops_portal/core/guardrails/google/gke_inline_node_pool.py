"""A node pool inside of its cluster cannot be changed without replacing the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Action, Severity
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "gke-inline-node-pool",
    "GKE node pools stand beside their cluster",
    Severity.LOW,
    types={"google_container_cluster"},
    why="A pool that is written inside of its cluster cannot be added or removed without replacing the whole cluster.",
    remedy="Write it as a google_container_node_pool, and set remove_default_node_pool = true on the cluster.",
    references=("CKV_GCP_123", "NIST CM-2"),
)
def gke_inline_node_pool(cluster: Subject, _facts: Facts) -> Iterator[Objection]:
    """What exists shows every pool here, wherever it is written: only the configuration tells them apart."""
    pools = cluster.get("node_pool")
    if not pools or cluster.left_out("node_pool"):
        return
    known = pools is not UNKNOWN and cluster.change.action in {Action.CREATE, Action.REPLACE}
    written = True if known else cluster.sets("node_pool")
    yield from expect(UNKNOWN if written is None else not written, "node_pool", "a node pool is written inside of it")
