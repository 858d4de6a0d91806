from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {"sku_name": "GP_Standard_D2ads_v5", "storage": [{"size_gb": 100}], "location": "westus"},
            "156.15",
        ),  # 730*0.195 + 100*0.138
        ({"sku_name": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_mysql_flexible_server", attributes) == costs
