"""The port of a database is another than the default of its engine."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"engine": "postgres"}, "violated"),
        ({"engine": "postgres", "port": 5432}, "violated"),
        ({"engine": "postgres", "port": "5432"}, "violated"),
        ({"engine": "postgres", "port": 5433}, "passed"),
        ({"engine": "aurora-mysql", "port": 3306}, "violated"),
        ({"engine": "mysql", "port": 5432}, "passed"),
        ({"engine": "oracle-ee", "port": 1521}, "violated"),
        ({"engine": "custom-sqlserver-se", "port": 1433}, "violated"),
        ({"engine": "db2-se"}, "passed"),
        ({"engine": "postgres", "port": UNKNOWN}, "undetermined"),
        ({"engine": UNKNOWN, "port": 5432}, "undetermined"),
        ({"engine": UNKNOWN, "port": 6543}, "passed"),
        ({"replicate_source_db": "main"}, "undetermined"),
        ({"engine": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    for kind in ("aws_db_instance", "aws_rds_cluster"):
        assert verdict("rds-default-port", change_set(change(f"{kind}.this", after=after))) == expected
