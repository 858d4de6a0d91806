from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"engine": "aurora-mysql"}, "usage_based"),
        # the state of a standard cluster
        ({"engine": "aurora-mysql", "storage_type": "", "db_cluster_instance_class": ""}, "usage_based"),
        ({"engine": "mysql", "db_cluster_instance_class": "db.m5d.large"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_rds_cluster", attributes) == costs
