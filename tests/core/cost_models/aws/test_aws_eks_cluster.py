from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"name": "main"}, "73.00"),  # 730*0.10
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_eks_cluster", attributes) == costs
