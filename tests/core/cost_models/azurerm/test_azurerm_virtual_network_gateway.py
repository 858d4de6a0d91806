from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"type": "Vpn", "sku": "VpnGw1"}, "138.70"),  # 730*0.19
        ({"type": "ExpressRoute", "sku": "Standard"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_virtual_network_gateway", attributes) == costs
