"""A bucket's encryption must be one that AWS documents, where any is configured."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict

COMPANION = "aws_s3_bucket_server_side_encryption_configuration"
RULES: list[tuple[object, str]] = [
    ("AES256", "passed"),
    ("aws:kms", "passed"),
    ("aws:kms:dsse", "passed"),
    (None, "passed"),
    ("rot13", "violated"),
    ("", "violated"),
    (UNKNOWN, "undetermined"),
    (256, "undetermined"),
]


def _rule(algorithm: object) -> list[object]:
    return [{"apply_server_side_encryption_by_default": [{"sse_algorithm": algorithm}]}]


@pytest.mark.parametrize(("algorithm", "expected"), RULES)
def test_in_the_bucket(algorithm: object, expected: str) -> None:
    after = {"server_side_encryption_configuration": [{"rule": _rule(algorithm)}]}
    assert verdict("s3-unencrypted", change_set(change("aws_s3_bucket.this", after=after))) == expected


@pytest.mark.parametrize(("algorithm", "expected"), RULES)
def test_in_a_companion(algorithm: object, expected: str) -> None:
    bucket = change("aws_s3_bucket.this", after={"bucket": "a", "server_side_encryption_configuration": UNKNOWN})
    companion = change(f"{COMPANION}.this", after={"bucket": "a", "rule": _rule(algorithm)})
    assert verdict("s3-unencrypted", change_set(bucket, companion)) == expected


@pytest.mark.parametrize(("value", "expected"), [(None, "passed"), ([], "passed"), (UNKNOWN, "undetermined")])
def test_aws_encrypts_where_nothing_is_configured(value: object, expected: str) -> None:
    bucket = change("aws_s3_bucket.this", after={"server_side_encryption_configuration": value})
    assert verdict("s3-unencrypted", change_set(bucket)) == expected
