from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku": "Standard", "location": "westeurope"}, "9.81"),  # 730*0.01344
        ({"sku": "Premium", "capacity": 2, "location": "westeurope"}, "1354.15"),  # 2*677.075
        ({"sku": "Basic"}, "usage_based"),
        ({"sku": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_servicebus_namespace", attributes) == costs
