from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "beside", "costs"),
    [
        (
            {"target_size": 3},
            {"google_compute_instance_template": {"machine_type": "e2-medium", "disk": [{"disk_size_gb": 20}]}},
            "75.78",
        ),  # 3*(730*0.033506 + 20*0.04)
        ({"target_size": UNKNOWN}, {"google_compute_instance_template": {"machine_type": "e2-medium"}}, "unpriced"),
        ({"target_size": 1}, {}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly("google_compute_instance_group_manager", attributes, **beside) == costs
