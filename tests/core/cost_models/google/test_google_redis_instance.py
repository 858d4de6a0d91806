from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"memory_size_gb": 5}, "98.55"),  # 5*19.71
        ({"memory_size_gb": 1, "tier": "STANDARD_HA"}, "46.72"),
        ({"memory_size_gb": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("google_redis_instance", attributes) == costs
