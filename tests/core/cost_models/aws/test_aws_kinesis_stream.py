from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"shard_count": 4}, "43.80"),  # 4*730*0.015
        ({"stream_mode_details": [{"stream_mode": "ON_DEMAND"}]}, "29.20"),  # 730*0.04
        ({"shard_count": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_kinesis_stream", attributes) == costs
