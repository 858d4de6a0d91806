from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"default_node_pool": [{"vm_size": "Standard_D2s_v3", "node_count": 3}]}, "269.37"),  # 3*(730*0.096 + 19.71)
        (
            {"sku_tier": "Standard", "default_node_pool": [{"vm_size": "Standard_D2_v2", "node_count": 1}]},
            "185.47",
        ),  # 730*0.10 + 730*0.146 + 5.89
        ({"default_node_pool": [{"vm_size": "Standard_D2s_v3", "node_count": UNKNOWN}]}, "unpriced"),
        ({}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_kubernetes_cluster", attributes) == costs


@pytest.mark.parametrize(
    ("written", "costs"),
    [
        ({"default_node_pool", "default_node_pool.vm_size", "default_node_pool.min_count"}, "179.58"),
        ({"default_node_pool", "default_node_pool.vm_size", "default_node_pool.node_count"}, "unpriced"),
    ],
)
def test_an_autoscaled_pool_begins_with_its_smallest_count(written: set[str], costs: str) -> None:
    pool = {"vm_size": "Standard_D2s_v3", "node_count": UNKNOWN, "min_count": 2}
    assert monthly("azurerm_kubernetes_cluster", {"default_node_pool": [pool]}, "", written) == costs
