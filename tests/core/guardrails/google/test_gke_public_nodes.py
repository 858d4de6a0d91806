"""Nodes with public addresses, by their cluster or by their pool."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import setting, verdict


@pytest.mark.parametrize(
    ("kind", "after", "expected"),
    [
        ("cluster", {}, "violated"),
        ("cluster", {"private_cluster_config": []}, "violated"),
        ("cluster", {"private_cluster_config": [{"enable_private_nodes": False}]}, "violated"),
        ("cluster", {"private_cluster_config": [{"enable_private_nodes": True}]}, "passed"),
        ("cluster", {"private_cluster_config": [{"enable_private_nodes": UNKNOWN}]}, "undetermined"),
        ("cluster", {"private_cluster_config": UNKNOWN}, "undetermined"),
        ("node_pool", {"network_config": [{"enable_private_nodes": False}]}, "violated"),
        ("node_pool", {"network_config": [{"enable_private_nodes": True}]}, "passed"),
        ("node_pool", {"network_config": [{"pod_range": "pods"}]}, "passed"),
        ("node_pool", {}, "passed"),
        ("node_pool", {"network_config": [{"enable_private_nodes": UNKNOWN}]}, "undetermined"),
        ("node_pool", {"network_config": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(kind: str, after: dict[str, Any], expected: str) -> None:
    assert verdict("gke-public-nodes", change_set(change(f"google_container_{kind}.this", after=after))) == expected


def test_a_cluster_that_says_nothing_has_public_nodes() -> None:
    cluster = change("google_container_cluster.this", after={"private_cluster_config": UNKNOWN})
    plan = change_set(cluster, root=setting("google_container_cluster.this", "name"))
    assert verdict("gke-public-nodes", plan) == "violated"


def test_a_pool_that_says_nothing_follows_its_cluster() -> None:
    pool = change("google_container_node_pool.this", after={"network_config": UNKNOWN})
    plan = change_set(pool, root=setting("google_container_node_pool.this", "name"))
    assert verdict("gke-public-nodes", plan) == "passed"
