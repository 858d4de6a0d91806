"""A cache must say that it is encrypted at rest."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Sensitive
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"at_rest_encryption_enabled": True}, "passed"),
        ({"at_rest_encryption_enabled": "true"}, "passed"),
        ({"at_rest_encryption_enabled": False}, "violated"),
        ({"at_rest_encryption_enabled": None}, "violated"),
        ({}, "violated"),
        ({"at_rest_encryption_enabled": UNKNOWN}, "undetermined"),
        ({"at_rest_encryption_enabled": Sensitive("m")}, "undetermined"),
        ({"at_rest_encryption_enabled": ["odd"]}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert (
        verdict("elasticache-unencrypted", change_set(change("aws_elasticache_replication_group.this", after=after)))
        == expected
    )
