"""Buckets that a sink of the plan exports logs to, and whether they can be emptied."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict

LOGS = "storage.googleapis.com/logs"
LOCKED = [{"retention_period": 31536000, "is_locked": True}]


@pytest.mark.parametrize(
    ("destination", "after", "expected"),
    [
        (LOGS, {"name": "logs"}, "violated"),
        (LOGS, {"name": "logs", "retention_policy": [{"is_locked": False}]}, "violated"),
        (LOGS, {"name": "logs", "retention_policy": LOCKED}, "passed"),
        (LOGS, {"name": "data"}, "passed"),
        ("bigquery.googleapis.com/projects/p/datasets/logs", {"name": "logs"}, "passed"),
        (UNKNOWN, {"name": "logs"}, "passed"),
        (LOGS, {"name": "logs", "retention_policy": [{"is_locked": UNKNOWN}]}, "undetermined"),
        (LOGS, {"name": "logs", "retention_policy": UNKNOWN}, "undetermined"),
        (LOGS, {"name": UNKNOWN}, "undetermined"),
        (LOGS, {"name": UNKNOWN, "retention_policy": LOCKED}, "passed"),
        (UNKNOWN, {"name": UNKNOWN}, "passed"),
    ],
)
@pytest.mark.parametrize("level", ["project", "folder", "organization", "billing_account"])
def test_judges(level: str, destination: object, after: dict[str, Any], expected: str) -> None:
    sink = change(f"google_logging_{level}_sink.all", after={"destination": destination})
    bucket = change("google_storage_bucket.this", after=after)
    assert verdict("gcs-log-bucket-unlocked", change_set(sink, bucket)) == expected
