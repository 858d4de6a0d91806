from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("kind", "attributes", "beside", "costs"),
    [
        ("azurerm_linux_function_app", {}, {"azurerm_service_plan": {"sku_name": "Y1"}}, "usage_based"),
        ("azurerm_linux_function_app", {}, {"azurerm_service_plan": {"sku_name": "B1"}}, "free"),
        ("azurerm_linux_function_app", {}, {"azurerm_service_plan": {"sku_name": "EP1"}}, "free"),
        ("azurerm_linux_function_app", {}, {"azurerm_service_plan": {"sku_name": "FC1"}}, "unpriced"),
        ("azurerm_linux_function_app", {}, {}, "unpriced"),
        ("azurerm_windows_function_app", {}, {"azurerm_service_plan": {"sku_name": "Y1"}}, "usage_based"),
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly(kind, attributes, **beside) == costs
