from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({}, "usage_based"),
        ({"opensearch_configuration": [{"vpc_config": [{}]}]}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_kinesis_firehose_delivery_stream", attributes) == costs
