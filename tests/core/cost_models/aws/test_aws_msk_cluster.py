from __future__ import annotations

from typing import Any

import pytest

from tests.priced import monthly


@pytest.mark.parametrize(
    ("attributes", "costs"),
    [
        (
            {
                "number_of_broker_nodes": 3,
                "broker_node_group_info": [
                    {"instance_type": "kafka.t3.small", "storage_info": [{"ebs_storage_info": [{"volume_size": 100}]}]}
                ],
            },
            "129.86",
        ),  # 3*730*0.0456 + 3*100*0.1
        ({"number_of_broker_nodes": 3}, "unpriced"),
    ],
)
def test_a_month(attributes: dict[str, Any], costs: str) -> None:
    assert monthly("aws_msk_cluster", attributes) == costs
