from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku": "Standard", "capacity": 2}, "43.80"),  # 2*21.9
        ({"sku": "Basic"}, "10.95"),
        ({"sku": "Standard", "dedicated_cluster_id": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_eventhub_namespace", attributes) == costs
