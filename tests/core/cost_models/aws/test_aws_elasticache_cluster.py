from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"engine": "redis", "node_type": "cache.m5.large", "num_cache_nodes": 2}, "227.76"),  # 2*730*0.156
        ({"engine": "redis", "node_type": "cache.m5.large"}, "113.88"),  # 730*0.156
        ({"engine": "memcached", "node_type": "cache.m5.large"}, "unpriced"),
        ({"replication_group_id": "group", "node_type": "cache.m5.large"}, "free"),
        (
            {"replication_group_id": "", "engine": "redis", "node_type": "cache.m5.large", "num_cache_nodes": 2},
            "227.76",
        ),
        ({"engine": "redis", "node_type": "cache.m5.large", "num_cache_nodes": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_elasticache_cluster", attributes) == costs


@pytest.mark.parametrize(
    ("written", "costs"),
    [
        ({"engine", "node_type", "num_cache_nodes"}, "113.88"),
        ({"engine", "node_type", "num_cache_nodes", "replication_group_id"}, "free"),
    ],
)
def test_it_belongs_to_a_group_where_the_configuration_says_so(written: set[str], costs: str) -> None:
    cache = {"engine": "redis", "node_type": "cache.m5.large", "num_cache_nodes": 1, "replication_group_id": UNKNOWN}
    assert monthly("aws_elasticache_cluster", cache, "", written) == costs
