from __future__ import annotations

from typing import Any

import pytest

from tests.priced import line, monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"throughput_mode": "provisioned", "provisioned_throughput_in_mibps": 10}, "60.00"),
        ({"throughput_mode": "provisioned"}, "unpriced"),
        ({"throughput_mode": "bursting", "provisioned_throughput_in_mibps": 0}, "usage_based"),
        ({"availability_zone_name": "us-east-1a"}, "usage_based"),
        ({}, "usage_based"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_efs_file_system", attributes) == costs


def test_an_archive_comes_on_top() -> None:
    steps = [{"transition_to_ia": "AFTER_30_DAYS"}, {"transition_to_archive": "AFTER_90_DAYS"}]
    names = [part.name for part in line("aws_efs_file_system", {"lifecycle_policy": steps}).components]
    assert "Storage, archived, by use" in names
