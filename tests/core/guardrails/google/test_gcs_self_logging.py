"""A bucket whose log goes into the bucket itself."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"name": "data", "logging": [{"log_bucket": "data"}]}, "violated"),
        ({"name": "data", "logging": [{"log_bucket": "logs"}]}, "passed"),
        ({"name": "data", "logging": []}, "passed"),
        ({"name": "data"}, "passed"),
        ({"name": "data", "logging": [{"log_bucket": UNKNOWN}]}, "undetermined"),
        ({"name": UNKNOWN, "logging": [{"log_bucket": "logs"}]}, "undetermined"),
        ({"name": "data", "logging": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(after: dict[str, Any], expected: str) -> None:
    assert verdict("gcs-self-logging", change_set(change("google_storage_bucket.this", after=after))) == expected
