from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({}, "3.65"),  # 730*0.005
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_eip", attributes) == costs
