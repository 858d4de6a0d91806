from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({}, "0.40"),
        ({"replica": []}, "0.40"),
        ({"replica": UNKNOWN}, "0.40"),
        ({"replica": [{"region": "eu-west-1"}, {"region": "eu-west-2"}]}, "1.20"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_secretsmanager_secret", attributes) == costs
