"""A database must say that it is encrypted, unless it is a replica."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Sensitive
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"storage_encrypted": True}, "passed"),
        ({"storage_encrypted": "true"}, "passed"),
        ({"storage_encrypted": False}, "violated"),
        ({"storage_encrypted": None}, "violated"),
        ({}, "violated"),
        ({"storage_encrypted": UNKNOWN}, "undetermined"),
        ({"storage_encrypted": Sensitive("m")}, "undetermined"),
        ({"storage_encrypted": ["odd"]}, "undetermined"),
        ({"storage_encrypted": False, "replicate_source_db": "main"}, "passed"),
        ({"storage_encrypted": False, "replicate_source_db": ""}, "violated"),
        ({"storage_encrypted": False, "replicate_source_db": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("rds-storage-unencrypted", change_set(change("aws_db_instance.this", after=after))) == expected
