from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "beside", "costs"),
    [
        (
            {"desired_capacity": 3, "launch_template": [{"id": UNKNOWN}]},
            {"aws_launch_template": {"instance_type": "m5.large"}},
            "212.64",
        ),  # 3*(730*0.096 + 8*0.10)
        (
            {"min_size": 2, "launch_configuration": "lc"},
            {"aws_launch_configuration": {"instance_type": "m5.large"}},
            "145.96",
        ),  # 2*(730*0.096 + 7*0.30 + 8*0.10)
        (
            {"desired_capacity": UNKNOWN, "launch_template": [{}]},
            {"aws_launch_template": {"instance_type": "m5.large"}},
            "unpriced",
        ),
        ({"desired_capacity": 1, "launch_template": [{}]}, {}, "unpriced"),
        (
            {"desired_capacity": 1, "launch_configuration": "lc"},
            {"aws_launch_configuration": {"instance_type": "m5.large", "spot_price": "0.04"}},
            "unpriced",
        ),
        (
            {"desired_capacity": 1, "launch_template": [{}]},
            {"aws_launch_template": {"instance_type": "m5.large", "placement": [{"tenancy": "dedicated"}]}},
            "unpriced",
        ),
        (
            {"desired_capacity": 1, "launch_template": [{}]},
            {"aws_launch_template": {"instance_type": "m5.large", "image_id": "resolve:ssm:/x/Windows_Server-2022"}},
            "138.04",
        ),  # 730*0.188 + 8*0.10
    ],
)
def test_a_month(attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly("aws_autoscaling_group", attributes, **beside) == costs


@pytest.mark.parametrize(
    ("written", "costs"),
    [
        ({"min_size", "launch_template"}, "145.96"),  # 2*(730*0.096 + 7*0.30 + 8*0.10): nobody sets the capacity
        ({"min_size", "launch_template", "desired_capacity"}, "unpriced"),
        (None, "unpriced"),
    ],
)
def test_a_capacity_that_nobody_sets_is_the_smallest(written: set[str] | None, costs: str) -> None:
    group = {
        "min_size": 2,
        "desired_capacity": UNKNOWN,
        "launch_configuration": "lc",
        "mixed_instances_policy": UNKNOWN,
    }
    beside = {"aws_launch_configuration": {"instance_type": "m5.large"}}
    assert monthly("aws_autoscaling_group", group, "", written, **beside) == costs
