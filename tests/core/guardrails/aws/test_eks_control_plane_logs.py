"""A cluster must keep all five logs."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"enabled_cluster_log_types": ["api", "audit", "authenticator", "controllerManager", "scheduler"]}, "passed"),
        ({"enabled_cluster_log_types": ["api", "audit", "authenticator"]}, "violated"),
        ({"enabled_cluster_log_types": []}, "violated"),
        ({"enabled_cluster_log_types": None}, "violated"),
        ({}, "violated"),
        ({"enabled_cluster_log_types": UNKNOWN}, "undetermined"),
        ({"enabled_cluster_log_types": ["api", UNKNOWN]}, "undetermined"),
        ({"enabled_cluster_log_types": "api"}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("eks-control-plane-logs", change_set(change("aws_eks_cluster.this", after=after))) == expected
