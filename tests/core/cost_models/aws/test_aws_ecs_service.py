from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "beside", "costs"),
    [
        (
            {"launch_type": "FARGATE", "desired_count": 2},
            {"aws_ecs_task_definition": {"cpu": "512", "memory": "1024"}},
            "36.04",
        ),  # 2*(0.5*29.55 + 1*3.245)
        ({"launch_type": "EC2"}, {}, "free"),
        ({"launch_type": UNKNOWN}, {}, "unpriced"),
        ({"launch_type": "FARGATE", "desired_count": 2}, {}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly("aws_ecs_service", attributes, **beside) == costs
