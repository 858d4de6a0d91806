from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"period": 300}, "0.10"),
        ({"period": 10}, "0.30"),
        (
            {"metric_query": [{"metric": [{"period": 60}]}, {"metric": [{"period": 60}]}, {"expression": "a/b"}]},
            "0.20",
        ),  # 2*0.10
        ({"threshold_metric_id": "e1"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_cloudwatch_metric_alarm", attributes) == costs
