"""How many pods a node has room for: what is set, and what Azure chooses by the kind of network."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Block, Module
from tests.builders import change, change_set
from tests.judging import answers, verdict

CLUSTER, POOL = "azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool"
SUBNET = {"network_profile": [{"network_plugin": "azure"}]}
CASES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"max_pods": 30}, {}, "violated"),
    ({"max_pods": 49}, {}, "violated"),
    ({}, SUBNET, "violated"),
    ({"max_pods": None}, SUBNET, "violated"),
    ({"max_pods": 50}, SUBNET, "passed"),
    ({"max_pods": 110}, {}, "passed"),
    ({}, {}, "passed"),
    ({}, {"network_profile": [{"network_plugin": "kubenet"}]}, "passed"),
    ({}, {"network_profile": [{"network_plugin": "azure", "network_plugin_mode": "Overlay"}]}, "passed"),
    ({"max_pods": UNKNOWN}, {}, "undetermined"),
    ({}, {"network_profile": [{"network_plugin": UNKNOWN}]}, "undetermined"),
    ({}, {"network_profile": UNKNOWN}, "undetermined"),
]


@pytest.mark.parametrize(("pool", "cluster", "expected"), CASES)
def test_the_pool_of_a_cluster(pool: dict[str, Any], cluster: dict[str, Any], expected: str) -> None:
    plan = change_set(change(f"{CLUSTER}.this", after=cluster | {"default_node_pool": [pool]}))
    assert verdict("aks-few-pods", plan) == expected


@pytest.mark.parametrize(("pool", "cluster", "expected"), CASES)
def test_a_pool_of_its_own(pool: dict[str, Any], cluster: dict[str, Any], expected: str) -> None:
    beside = change(f"{CLUSTER}.this", after=cluster | {"id": UNKNOWN})
    after = pool | {"kubernetes_cluster_id": UNKNOWN}
    root = Module((Block(f"{POOL}.this", links={"kubernetes_cluster_id": (f"{CLUSTER}.this.id", f"{CLUSTER}.this")}),))
    plan = change_set(beside, change(f"{POOL}.this", after=after), root=root)
    assert verdict("aks-few-pods", plan) == expected


def test_a_pool_of_a_cluster_elsewhere_can_only_be_told_by_its_number() -> None:
    after = {"kubernetes_cluster_id": "/subscriptions/s/managedClusters/c"}
    plan = change_set(change(f"{POOL}.a", after=after), change(f"{POOL}.b", after=after | {"max_pods": 30}))
    assert [each[:2] for each in answers("aks-few-pods", plan)] == [
        (f"{POOL}.a", "undetermined"),
        (f"{POOL}.b", "violated"),
    ]
