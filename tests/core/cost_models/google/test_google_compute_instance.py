from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"machine_type": "e2-medium", "zone": "us-central1-a"}, "24.86"),  # 730*0.033506 + 10*0.04
        (
            {"machine_type": "n1-standard-1", "boot_disk": [{"initialize_params": [{"size": 50, "type": "pd-ssd"}]}]},
            "32.77",
        ),  # 730*0.0475*0.7 + 50*0.17
        ({"machine_type": "e2-medium", "scratch_disk": [{}]}, "54.86"),  # 730*0.033506 + 10*0.04 + 375*0.08
        ({"machine_type": "n1-standard-1", "guest_accelerator": [{}]}, "unpriced"),
        ({"machine_type": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("google_compute_instance", attributes) == costs
