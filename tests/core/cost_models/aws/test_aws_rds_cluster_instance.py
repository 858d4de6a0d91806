from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "beside", "costs"),
    [
        ({"engine": "aurora-mysql", "instance_class": "db.r5.large"}, {}, "211.70"),  # 730*0.29
        (
            {"engine": UNKNOWN, "instance_class": "db.r5.large"},
            {"aws_rds_cluster": {"engine": "aurora-postgresql"}},
            "211.70",
        ),  # 730*0.29
        (
            {"engine": "aurora-postgresql", "engine_version": "12.19", "instance_class": "db.r5.large"},
            {},
            "357.70",
        ),  # 730*(0.29 + 2*0.10)
        ({"engine": "aurora-mysql", "instance_class": "db.serverless"}, {}, "usage_based"),
        ({"engine": "mysql", "instance_class": "db.r5.large"}, {}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly("aws_rds_cluster_instance", attributes, **beside) == costs
