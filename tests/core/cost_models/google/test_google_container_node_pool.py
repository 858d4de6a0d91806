from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


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
