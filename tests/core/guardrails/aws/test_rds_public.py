"""Only a database that says it is public is public."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"publicly_accessible": True}, "violated"),
        ({"publicly_accessible": "true"}, "violated"),
        ({"publicly_accessible": False}, "passed"),
        ({"publicly_accessible": None}, "passed"),
        ({}, "passed"),
        ({"publicly_accessible": UNKNOWN}, "undetermined"),
        ({"publicly_accessible": {}}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("rds-public", change_set(change("aws_db_instance.this", after=after))) == expected


def test_members_of_a_cluster_are_judged_too() -> None:
    member = change("aws_rds_cluster_instance.this", after={"publicly_accessible": True})
    assert verdict("rds-public", change_set(member)) == "violated"
