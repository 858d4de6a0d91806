from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku_name": "Developer_1"}, "48.03"),
        ({"sku_name": "Premium_2"}, "5590.34"),  # 2*2795.17
        ({"sku_name": "Consumption_0"}, "usage_based"),
        ({"sku_name": "Premium"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_api_management", attributes) == costs
