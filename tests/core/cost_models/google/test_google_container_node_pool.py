from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.priced import line, monthly


@pytest.mark.parametrize(
    ("attributes", "beside", "costs"),
    [
        (
            {
                "location": "us-central1-a",
                "node_count": 2,
                "node_config": [{"machine_type": "e2-medium", "disk_size_gb": 50}],
            },
            {},
            "52.92",
        ),  # 2*(730*0.033506 + 50*0.04)
        (
            {"node_count": 1},
            {"google_container_cluster": {"location": "us-central1"}},
            "85.38",
        ),  # 3*(730*0.033506 + 100*0.04)
        (
            {"location": "us-central1", "node_locations": ["a", "b"], "autoscaling": [{"min_node_count": 1}]},
            {},
            "56.92",
        ),  # 2*(730*0.033506 + 100*0.04)
        ({"node_count": 1}, {}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly("google_container_node_pool", attributes, **beside) == costs


ZONES = {"location": "us-central1", "node_locations": ["a", "b"]}


@pytest.mark.parametrize(
    ("counts", "scaling", "nodes", "note"),
    [
        ({"node_count": 2}, {}, 4, ""),
        ({"initial_node_count": 1}, {"min_node_count": 3}, 6, "autoscaled: at least this"),
        ({"node_count": 1}, {"min_node_count": 1}, 2, "autoscaled: at least this"),
        ({"initial_node_count": 2}, {"min_node_count": 1, "max_node_count": 5}, 4, "autoscaled: at least 2 nodes"),
        ({"initial_node_count": 1}, {"total_min_node_count": 5}, 5, "autoscaled: at least this"),
        ({"initial_node_count": 3}, {"total_min_node_count": 5}, 6, "autoscaled: at least 5 nodes"),
        ({"initial_node_count": 1}, {"min_node_count": 3, "total_min_node_count": 0}, 6, "autoscaled: at least this"),
        ({"initial_node_count": 1}, {"max_node_count": 3}, 2, "autoscaled: at least 0 nodes"),
        ({}, {"total_min_node_count": 5}, 5, "assumed, not stated in the plan: 5 nodes; autoscaled: at least this"),
        ({}, {"max_node_count": 5}, 6, "assumed, not stated in the plan: 6 nodes; autoscaled: at least 0 nodes"),
        ({}, {}, 6, "assumed, not stated in the plan: 6 nodes"),
    ],
)
def test_no_fewer_nodes_than_the_autoscaler_keeps(
    counts: dict[str, Any], scaling: dict[str, Any], nodes: int, note: str
) -> None:
    pool = {**ZONES, **counts, "autoscaling": [scaling] if scaling else []}
    machines = line("google_container_node_pool", pool).components[0]
    assert (machines.quantity, machines.note) == (Decimal(nodes * 730), note)
