from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"location": "us-central1-a", "initial_node_count": 2}, "129.92"),  # 730*0.10 + 2*(730*0.033506 + 100*0.04)
        ({"location": "us-central1", "initial_node_count": 1}, "158.38"),  # 730*0.10 + 3*(730*0.033506 + 100*0.04)
        ({"location": "us-central1", "remove_default_node_pool": True}, "73.00"),  # 730*0.10
        ({"location": "us-central1", "enable_autopilot": True}, "73.00"),  # 730*0.10
        ({"location": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("google_container_cluster", attributes) == costs
