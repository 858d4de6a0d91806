from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import monthly


@pytest.mark.parametrize(
    ("kind", "attributes", "costs"),
    [
        (
            "aws_opensearch_domain",
            {
                "cluster_config": [{"instance_type": "m5.large.search", "instance_count": 2}],
                "ebs_options": [{"ebs_enabled": True, "volume_size": 50}],
            },
            "220.82",
        ),  # 2*730*0.142 + 2*50*0.135
        ("aws_opensearch_domain", {"cluster_config": [{"instance_type": UNKNOWN}]}, "unpriced"),
        (
            "aws_elasticsearch_domain",
            {
                "cluster_config": [
                    {
                        "instance_type": "m5.large.elasticsearch",
                        "dedicated_master_enabled": True,
                        "dedicated_master_type": "m5.large.elasticsearch",
                        "dedicated_master_count": 3,
                    }
                ]
            },
            "414.64",
        ),  # 4*730*0.142
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], costs: str) -> None:
    assert monthly(kind, attributes) == costs
