from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("kind", "attributes", "beside", "costs"),
    [
        ("azurerm_lb_rule", {}, {"azurerm_lb": {"sku": "Standard", "location": "westus"}}, "7.30"),  # 730*0.01
        ("azurerm_lb_rule", {}, {"azurerm_lb": {"sku": "Basic", "location": "westus"}}, "free"),
        ("azurerm_lb_rule", {}, {}, "unpriced"),
        ("azurerm_lb_outbound_rule", {}, {"azurerm_lb": {"location": "westus"}}, "7.30"),  # 730*0.01
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly(kind, attributes, **beside) == costs
