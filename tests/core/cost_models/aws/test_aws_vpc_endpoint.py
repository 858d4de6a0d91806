from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({}, "free"),
        ({"vpc_endpoint_type": "Interface", "subnet_ids": ["a", UNKNOWN]}, "14.60"),  # 2*730*0.01
        ({"vpc_endpoint_type": "Interface", "subnet_ids": UNKNOWN}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_vpc_endpoint", attributes) == costs
