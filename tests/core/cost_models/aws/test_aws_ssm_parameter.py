from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({}, "free"),
        ({"tier": "Standard"}, "free"),
        ({"tier": "Advanced"}, "0.05"),
        ({"tier": "Intelligent-Tiering"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_ssm_parameter", attributes) == costs
