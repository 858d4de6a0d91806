from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.till import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"engine": "redis", "node_type": "cache.m5.large", "num_cache_nodes": 2}, "227.76"),  # 2*730*0.156
        ({"replication_group_id": "group", "node_type": "cache.m5.large"}, "free"),
        ({"engine": "redis", "node_type": "cache.m5.large", "num_cache_nodes": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_elasticache_cluster", attributes) == costs
