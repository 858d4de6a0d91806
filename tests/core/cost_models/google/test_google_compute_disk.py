from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("kind", "attributes", "costs"),
    [
        ("google_compute_disk", {"size": 200, "type": "pd-ssd"}, "34.00"),  # 200*0.17
        ("google_compute_disk", {"type": "pd-standard"}, "20.00"),  # 500*0.04
        ("google_compute_disk", {"image": "debian", "size": UNKNOWN}, "unpriced"),
        ("google_compute_disk", {"type": "pd-novel", "size": 1}, "unpriced"),
        ("google_compute_region_disk", {"size": 100, "type": "pd-balanced"}, "20.00"),  # 100*0.2
        ("google_compute_region_disk", {"type": "pd-ssd"}, "34.00"),  # 100*0.34, as much as where no size is stated
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], costs: str) -> None:
    assert monthly(kind, attributes) == costs
