from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"kind": "multistep"}, "10.00"),
        ({"kind": "multistep", "enabled": False}, "free"),
        ({"kind": "ping"}, "free"),
        ({}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("azurerm_application_insights_web_test", attributes) == costs
