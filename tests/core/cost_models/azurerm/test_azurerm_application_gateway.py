from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku": [{"tier": "Standard_v2"}]}, "146.00"),  # 730*0.20
        ({"sku": [{"tier": "WAF_v2"}]}, "262.80"),  # 730*0.36
        ({"sku": [{"tier": "Basic"}]}, "unpriced"),
        ({"sku": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_application_gateway", attributes) == costs
