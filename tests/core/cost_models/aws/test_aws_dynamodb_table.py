from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"billing_mode": "PAY_PER_REQUEST"}, "usage_based"),
        ({"read_capacity": 20, "write_capacity": 10}, "6.64"),  # 20*0.095 + 10*0.4745
        (
            {
                "read_capacity": 20,
                "write_capacity": 10,
                "global_secondary_index": [{"read_capacity": 5, "write_capacity": 5}],
            },
            "9.49",
        ),  # 25*0.095 + 15*0.4745
        ({"read_capacity": 1, "replica": [{}]}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_dynamodb_table", attributes) == costs
