from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {"sku_name": "GP_Standard_D4s_v3", "storage_mb": 65536, "location": "westus"},
            "293.53",
        ),  # 730*0.39 + 64*0.138
        (
            {
                "sku_name": "GP_Standard_D4s_v3",
                "storage_mb": 32768,
                "location": "westus",
                "high_availability": [{"mode": "ZoneRedundant"}],
            },
            "578.23",
        ),  # 2*730*0.39 + 2*32*0.138
        ({"sku_name": "GP_Standard_D1_v9"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_postgresql_flexible_server", attributes) == costs
