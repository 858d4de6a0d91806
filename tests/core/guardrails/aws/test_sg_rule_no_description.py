"""A group and each of its entries must say what they are for."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"description": "web"}, "passed"),
        ({"description": ""}, "violated"),
        ({"description": None}, "violated"),
        ({}, "violated"),
        ({"description": UNKNOWN}, "undetermined"),
        ({"description": "web", "ingress": [{"description": "https"}], "egress": [{"description": "out"}]}, "passed"),
        ({"description": "web", "ingress": [{"description": "https"}, {"description": ""}]}, "violated"),
        ({"description": "web", "egress": [{}]}, "violated"),
        ({"description": "web", "ingress": UNKNOWN}, "undetermined"),
        ({"description": "web", "ingress": [7]}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("sg-rule-no-description", change_set(change("aws_security_group.this", after=after))) == expected


@pytest.mark.parametrize(
    "kind",
    [
        "aws_db_security_group",
        "aws_elasticache_security_group",
        "aws_redshift_security_group",
        "aws_security_group_rule",
        "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule",
    ],
)
def test_rules_and_older_groups_too(kind: str) -> None:
    assert (
        verdict("sg-rule-no-description", change_set(change(f"{kind}.this", after={"description": None}))) == "violated"
    )
    assert (
        verdict("sg-rule-no-description", change_set(change(f"{kind}.this", after={"description": "why"}))) == "passed"
    )
