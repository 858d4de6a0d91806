from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "beside", "costs"),
    [
        (
            {"scaling_config": [{"desired_size": 3}], "instance_types": ["m5.large"], "disk_size": 50},
            {},
            "225.24",
        ),  # 3*(730*0.096 + 50*0.10)
        (
            {"scaling_config": [{"desired_size": 2}], "instance_types": UNKNOWN, "disk_size": UNKNOWN},
            {},
            "64.74",
        ),  # 2*(730*0.0416 + 20*0.10)
        (
            {"scaling_config": [{"desired_size": 1}], "launch_template": [{}]},
            {"aws_launch_template": {"instance_type": "m5.large"}},
            "70.88",
        ),  # 730*0.096 + 8*0.10
        (
            {"scaling_config": [{"desired_size": 1}], "launch_template": [{}]},
            {"aws_launch_template": {"block_device_mappings": [{"ebs": [{"volume_size": 50}]}]}},
            "35.37",
        ),  # 730*0.0416 + 50*0.10
        (
            {"scaling_config": [{"desired_size": 1}], "instance_types": ["m5.large"], "ami_type": "WINDOWS_FULL_2022"},
            {},
            "142.24",
        ),  # 730*0.188 + 50*0.10
        (
            {"scaling_config": [{"desired_size": 1}], "launch_template": [{}], "ami_type": "WINDOWS_CORE_2022_x86_64"},
            {"aws_launch_template": {"instance_type": "m5.large"}},
            "138.04",
        ),  # 730*0.188 + 8*0.10
        ({"scaling_config": [{"desired_size": UNKNOWN}]}, {}, "unpriced"),
        ({"scaling_config": [{"desired_size": 1}], "capacity_type": "SPOT"}, {}, "unpriced"),
        ({"scaling_config": [{"desired_size": 1}], "instance_types": ["m5.large", "m5.xlarge"]}, {}, "unpriced"),
        ({"scaling_config": [{"desired_size": 1}], "instance_types": [UNKNOWN]}, {}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly("aws_eks_node_group", attributes, **beside) == costs
