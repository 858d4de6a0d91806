from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"vm_size": "Standard_D2s_v3", "node_count": 2, "os_disk_type": "Ephemeral"}, "140.16"),  # 2*730*0.096
        ({"vm_size": "Standard_D2s_v3", "min_count": 2}, "179.58"),  # 2*(730*0.096 + 19.71)
        ({"vm_size": "Standard_D2s_v3", "priority": "Spot"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_kubernetes_cluster_node_pool", attributes) == costs
