from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"allocation_method": "Static", "sku": "Standard"}, "3.65"),  # 730*0.005
        ({"allocation_method": "Dynamic"}, "2.92"),  # 730*0.004
        ({"allocation_method": "Magic"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_public_ip", attributes) == costs
