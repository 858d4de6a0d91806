from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import line, monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"vm_size": "Standard_D2s_v3", "node_count": 2, "os_disk_type": "Ephemeral"}, "140.16"),  # 2*730*0.096
        ({"vm_size": "Standard_D2s_v3", "min_count": 2}, "179.58"),  # 2*(730*0.096 + 19.71)
        ({"vm_size": "Standard_D2s_v3", "node_count": 1, "min_count": 2}, "179.58"),
        ({"vm_size": "Standard_D2s_v3", "node_count": 2, "min_count": 1}, "179.58"),
        ({"vm_size": "Standard_D2s_v3", "node_count": 2, "min_count": 0}, "179.58"),
        ({"vm_size": "Standard_D2s_v3", "node_count": 2, "min_count": UNKNOWN}, "unpriced"),
        ({"vm_size": "Standard_D2s_v3", "priority": "Spot"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_kubernetes_cluster_node_pool", attributes) == costs


@pytest.mark.parametrize(
    ("counts", "note"),
    [
        ({"node_count": 2}, ""),
        ({"node_count": 2, "min_count": 0}, ""),
        ({"node_count": 1, "min_count": 2}, "autoscaled: at least this"),
        ({"node_count": 3, "min_count": 2}, "autoscaled: at least 2 nodes"),
        ({"min_count": 2}, "assumed, not stated in the plan: node_count 2; autoscaled: at least this"),
    ],
)
def test_an_autoscaler_is_told(counts: dict[str, Any], note: str) -> None:
    pool = {"vm_size": "Standard_D2s_v3", **counts}
    assert line("azurerm_kubernetes_cluster_node_pool", pool).components[0].note == note
