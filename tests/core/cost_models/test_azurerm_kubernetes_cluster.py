from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.till import monthly


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
