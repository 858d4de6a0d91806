from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("kind", "attributes", "costs"),
    [
        ("aws_lb", {}, "16.42"),  # 730*0.0225
        ("aws_lb", {"load_balancer_type": "network"}, "16.42"),  # 730*0.0225
        ("aws_lb", {"load_balancer_type": "gateway", "region": "eu-west-1"}, "10.22"),  # 730*0.014
        ("aws_lb", {"load_balancer_type": UNKNOWN}, "unpriced"),
        ("aws_alb", {"load_balancer_type": "application"}, "16.42"),  # 730*0.0225
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], costs: str) -> None:
    assert monthly(kind, attributes) == costs
