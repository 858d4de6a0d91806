"""A public endpoint must name the networks that may reach it."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"vpc_config": [{"endpoint_public_access": False}]}, "passed"),
        ({"vpc_config": [{"endpoint_public_access": False, "public_access_cidrs": ["0.0.0.0/0"]}]}, "passed"),
        ({"vpc_config": [{"endpoint_public_access": True, "public_access_cidrs": ["203.0.113.0/24"]}]}, "passed"),
        ({"vpc_config": [{"endpoint_public_access": True, "public_access_cidrs": ["0.0.0.0/0"]}]}, "violated"),
        ({"vpc_config": [{"endpoint_public_access": True, "public_access_cidrs": []}]}, "violated"),
        ({"vpc_config": [{"endpoint_public_access": True}]}, "violated"),
        ({"vpc_config": [{}]}, "violated"),
        ({"vpc_config": [{"public_access_cidrs": ["10.0.0.0/8", "::/0"]}]}, "violated"),
        ({"vpc_config": [{"public_access_cidrs": ["0.0.0.0/1", "128.0.0.0/1"]}]}, "violated"),
        ({"vpc_config": [{"endpoint_public_access": True, "public_access_cidrs": UNKNOWN}]}, "undetermined"),
        ({"vpc_config": [{"endpoint_public_access": UNKNOWN}]}, "undetermined"),
        ({"vpc_config": [{"public_access_cidrs": ["anywhere"]}]}, "undetermined"),
        ({"vpc_config": UNKNOWN}, "undetermined"),
        ({"vpc_config": []}, "undetermined"),
        ({}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("eks-public-to-world", change_set(change("aws_eks_cluster.this", after=after))) == expected
