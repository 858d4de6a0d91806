from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.till import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"instance_type": "m5.large"}, "70.88"),  # 730*0.096 + 8*0.10
        (
            {"instance_type": "m5.large", "root_block_device": [{"volume_type": "gp3", "volume_size": 100}]},
            "78.08",
        ),  # 730*0.096 + 100*0.08
        (
            {"instance_type": "m5.large", "monitoring": True, "root_block_device": UNKNOWN},
            "72.98",
        ),  # 730*0.096 + 7*0.30 + 8*0.10
        (
            {"instance_type": "m5.large", "ebs_block_device": [{"volume_size": 20}]},
            "72.88",
        ),  # 730*0.096 + 8*0.10 + 20*0.10
        ({"instance_type": UNKNOWN}, "unpriced"),
        ({"instance_type": ["m5.large"]}, "unpriced"),
        ({"instance_type": "m5.large", "tenancy": "dedicated"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_instance", attributes) == costs
