from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


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


@pytest.mark.parametrize(
    ("shape", "written", "costs"),
    [
        (
            {"num_cache_clusters": 4, "num_node_groups": 1, "replicas_per_node_group": 1},
            {"num_cache_clusters"},
            "455.52",
        ),
        (
            {"num_cache_clusters": 2, "num_node_groups": 1, "replicas_per_node_group": 3},
            {"replicas_per_node_group"},
            "455.52",
        ),
        ({"num_cache_clusters": 2, "num_node_groups": 4, "replicas_per_node_group": 0}, {"num_node_groups"}, "455.52"),
        (
            {"num_cache_clusters": 2, "cluster_mode": [{"num_node_groups": 2, "replicas_per_node_group": 1}]},
            {"cluster_mode", "cluster_mode.num_node_groups", "cluster_mode.replicas_per_node_group"},
            "455.52",
        ),
        ({"number_cache_clusters": 4, "num_cache_clusters": UNKNOWN}, {"number_cache_clusters"}, "455.52"),
        ({"num_cache_clusters": UNKNOWN, "num_node_groups": UNKNOWN, "cluster_mode": UNKNOWN}, set(), "113.88"),
        ({"num_cache_clusters": UNKNOWN, "num_node_groups": UNKNOWN}, {"num_cache_clusters"}, "unpriced"),
        ({"num_cache_clusters": 4, "num_node_groups": 1, "replicas_per_node_group": 1}, None, "unpriced"),
        ({"num_cache_clusters": 2, "num_node_groups": 1, "replicas_per_node_group": 1}, None, "227.76"),
    ],
)
def test_what_is_written_counts(shape: dict[str, Any], written: set[str] | None, costs: str) -> None:
    group = {"node_type": "cache.m5.large", **shape}
    assert monthly("aws_elasticache_replication_group", group, "", written) == costs
