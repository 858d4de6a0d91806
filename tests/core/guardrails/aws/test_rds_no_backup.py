"""A database keeps automated backups, by itself or because somebody says so."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("address", "after", "expected"),
    [
        ("aws_db_instance.this", {"backup_retention_period": 7}, "passed"),
        ("aws_db_instance.this", {"backup_retention_period": "7"}, "passed"),
        ("aws_db_instance.this", {"backup_retention_period": 0}, "violated"),
        ("aws_db_instance.this", {}, "violated"),
        ("aws_db_instance.this", {"backup_retention_period": UNKNOWN}, "undetermined"),
        ("aws_db_instance.this", {"replicate_source_db": "main"}, "passed"),
        ("aws_db_instance.this", {"replicate_source_db": UNKNOWN}, "undetermined"),
        ("aws_db_instance.this", {"snapshot_identifier": "of-friday"}, "undetermined"),
        ("aws_db_instance.this", {"restore_to_point_in_time": [{}]}, "undetermined"),
        ("aws_db_instance.this", {"snapshot_identifier": "of-friday", "backup_retention_period": 0}, "violated"),
        ("aws_rds_cluster.this", {}, "passed"),
        ("aws_rds_cluster.this", {"backup_retention_period": 0}, "violated"),
    ],
)
def test_judges(address: str, after: Attributes, expected: str) -> None:
    assert verdict("rds-no-backup", change_set(change(address, after=after))) == expected
