from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku_tier": "Premium"}, "1277.50"),  # 730*1.75
        ({"sku_tier": "Standard"}, "912.50"),  # 730*1.25
        ({"sku_tier": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_firewall", attributes) == costs


def test_a_tier_that_nobody_sets_is_the_standard_one() -> None:
    assert monthly("azurerm_firewall", {"sku_tier": UNKNOWN}, written=()) == "912.50"
    assert monthly("azurerm_firewall", {"sku_tier": UNKNOWN}, written={"sku_tier"}) == "unpriced"
