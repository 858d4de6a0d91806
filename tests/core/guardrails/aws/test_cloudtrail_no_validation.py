"""A trail must say that its files can be verified."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Sensitive
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"enable_log_file_validation": True}, "passed"),
        ({"enable_log_file_validation": "true"}, "passed"),
        ({"enable_log_file_validation": False}, "violated"),
        ({"enable_log_file_validation": None}, "violated"),
        ({}, "violated"),
        ({"enable_log_file_validation": UNKNOWN}, "undetermined"),
        ({"enable_log_file_validation": Sensitive("m")}, "undetermined"),
        ({"enable_log_file_validation": ["odd"]}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("cloudtrail-no-validation", change_set(change("aws_cloudtrail.this", after=after))) == expected
