from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.till import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {"instance_class": "db.m5.large", "engine": "postgres", "allocated_storage": 100},
            "141.44",
        ),  # 730*0.178 + 100*0.115
        (
            {"instance_class": "db.m5.large", "engine": "postgres", "allocated_storage": 100, "multi_az": True},
            "282.88",
        ),  # 2*(730*0.178 + 100*0.115)
        (
            {
                "instance_class": "db.m5.large",
                "engine": "mysql",
                "allocated_storage": 50,
                "storage_type": "io1",
                "iops": 500,
            },
            "237.33",
        ),  # 730*0.171 + 100*0.125 + 1000*0.10
        (
            {
                "instance_class": "db.m5.large",
                "engine": "mysql",
                "allocated_storage": 100,
                "storage_type": "gp3",
                "iops": 4000,
            },
            "156.33",
        ),  # 730*0.171 + 100*0.115 + 1000*0.02
        (
            {
                "instance_class": "db.m5.large",
                "engine": "mysql",
                "allocated_storage": 400,
                "storage_type": "gp3",
                "iops": 12000,
            },
            "170.83",
        ),  # 730*0.171 + 400*0.115
        ({"instance_class": UNKNOWN, "engine": "mysql"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_db_instance", attributes) == costs
