from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({}, "36.50"),  # 730*0.05
        ({"transit_gateway_id": UNKNOWN}, "73.00"),  # 730*0.05 + 730*0.05
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_vpn_connection", attributes) == costs
