from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        ({"node_type": "dc2.large", "number_of_nodes": 4}, "730.00"),  # 4*730*0.25
        ({"node_type": "ra3.4xlarge"}, "2379.80"),  # 730*3.26
        ({"node_type": "dc9.large"}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_redshift_cluster", attributes) == costs
