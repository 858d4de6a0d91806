from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.till import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"node_type": "cache.m5.large", "num_cache_clusters": 3}, "341.64"),  # 3*730*0.156
        (
            {
                "node_type": "cache.m5.large",
                "num_node_groups": 2,
                "replicas_per_node_group": 1,
                "num_cache_clusters": UNKNOWN,
            },
            "455.52",
        ),  # 4*730*0.156
        ({"node_type": "cache.m5.large", "num_cache_clusters": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_elasticache_replication_group", attributes) == costs
