"""A table must be restorable to a point in time."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"point_in_time_recovery": [{"enabled": True}]}, "passed"),
        ({"point_in_time_recovery": {"enabled": True}}, "passed"),
        ({"point_in_time_recovery": [{"enabled": False}]}, "violated"),
        ({"point_in_time_recovery": []}, "violated"),
        ({}, "violated"),
        ({"point_in_time_recovery": UNKNOWN}, "undetermined"),
        ({"point_in_time_recovery": [{"enabled": UNKNOWN}]}, "undetermined"),
        ({"point_in_time_recovery": "yes"}, "undetermined"),
        ({"point_in_time_recovery": [None]}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("dynamodb-no-pitr", change_set(change("aws_dynamodb_table.this", after=after))) == expected
