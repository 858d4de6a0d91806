from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku": "Basic", "location": "West Europe"}, "5.00"),  # 30*0.1667
        ({"sku": "Premium", "georeplications": [{}], "location": "West Europe"}, "100.00"),  # 60*1.6667
        ({"sku": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_container_registry", attributes) == costs
