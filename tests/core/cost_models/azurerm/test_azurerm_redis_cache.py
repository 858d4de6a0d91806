from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"sku_name": "Standard", "family": "C", "capacity": 3}, "328.50"),  # 2*164.25
        ({"sku_name": "Premium", "family": "P", "capacity": 1, "shard_count": 2}, "808.84"),  # 4*202.21
        ({"sku_name": "Basic", "family": "C", "capacity": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_redis_cache", attributes) == costs
