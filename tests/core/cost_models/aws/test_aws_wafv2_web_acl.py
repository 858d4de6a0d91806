from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"rule": [{}, {}]}, "7.00"),  # 5 + 2*1
        ({}, "5.00"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_wafv2_web_acl", attributes) == costs
