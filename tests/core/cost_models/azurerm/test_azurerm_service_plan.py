from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku_name": "B1", "os_type": "Linux", "worker_count": 2}, "24.82"),  # 2*730*0.017
        ({"sku_name": "B1", "os_type": "Windows"}, "54.75"),  # 730*0.075
        ({"sku_name": "Y1", "os_type": "Linux"}, "free"),
        ({"sku_name": "Z9", "os_type": "Linux"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_service_plan", attributes) == costs
