"""A bucket is kept from being opened, by a block of its own or by the account's."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Block, Module
from tests.builders import change, change_set
from tests.judging import verdict

BLOCKS = {"block_public_acls": True, "block_public_policy": True}
OWN = {"bucket": "b", **BLOCKS}


@pytest.mark.parametrize(
    ("kind", "block", "expected"),
    [
        ("aws_s3_bucket_public_access_block", OWN, "passed"),
        ("aws_s3_bucket_public_access_block", OWN | {"block_public_policy": False}, "violated"),
        ("aws_s3_bucket_public_access_block", {"bucket": "b"}, "violated"),
        ("aws_s3_bucket_public_access_block", OWN | {"block_public_acls": UNKNOWN}, "undetermined"),
        ("aws_s3_bucket_public_access_block", OWN | {"bucket": "other"}, "violated"),
        ("aws_s3_bucket_public_access_block", OWN | {"bucket": UNKNOWN}, "undetermined"),
        ("aws_s3_account_public_access_block", BLOCKS, "passed"),
        ("aws_s3_account_public_access_block", BLOCKS | {"block_public_acls": False}, "violated"),
        ("aws_s3_bucket_versioning", {"bucket": "b"}, "violated"),
    ],
)
def test_judges(kind: str, block: Attributes, expected: str) -> None:
    plan = change_set(change("aws_s3_bucket.this", after={"bucket": "b"}), change(f"{kind}.this", after=block))
    assert verdict("s3-no-public-access-block", plan) == expected


def test_a_block_is_found_by_what_it_refers_to() -> None:
    links = {"bucket": ("aws_s3_bucket.this.id", "aws_s3_bucket.this")}
    plan = change_set(
        change("aws_s3_bucket.this", after={"bucket": UNKNOWN}),
        change("aws_s3_bucket_public_access_block.this", after=OWN | {"bucket": UNKNOWN}),
        root=Module((Block("aws_s3_bucket_public_access_block.this", links=links),)),
    )
    assert verdict("s3-no-public-access-block", plan) == "passed"
