"""A bucket is public by what holds in sum: its policy, and what the bucket and the account block."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Action
from tests.builders import change, change_set
from tests.judging import answers, verdict

PUBLIC = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]})
ORGANISATION = json.dumps(
    {
        "Statement": {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}},
        }
    }
)
BLOCK, OF_ACCOUNT = "aws_s3_bucket_public_access_block.b", "aws_s3_account_public_access_block.a"


@pytest.mark.parametrize(
    ("policy", "beside", "expected"),
    [
        (PUBLIC, {}, "violated"),
        (ORGANISATION, {}, "passed"),
        (None, {}, "passed"),
        (UNKNOWN, {}, "undetermined"),
        (PUBLIC, {BLOCK: {"bucket": "reports", "restrict_public_buckets": True}}, "passed"),
        (PUBLIC, {BLOCK: {"bucket": "reports", "block_public_policy": True}}, "passed"),
        (PUBLIC, {BLOCK: {"bucket": "reports", "block_public_acls": True}}, "violated"),
        (PUBLIC, {BLOCK: {"bucket": "reports", "restrict_public_buckets": UNKNOWN}}, "undetermined"),
        (PUBLIC, {BLOCK: {"bucket": "other", "restrict_public_buckets": True}}, "violated"),
        (PUBLIC, {BLOCK: {"bucket": UNKNOWN, "restrict_public_buckets": True}}, "undetermined"),
        (PUBLIC, {OF_ACCOUNT: {"restrict_public_buckets": True}}, "passed"),
        (PUBLIC, {OF_ACCOUNT: {"ignore_public_acls": True}}, "violated"),
        (UNKNOWN, {OF_ACCOUNT: {"block_public_policy": True}}, "passed"),
    ],
)
@pytest.mark.parametrize("kind", ["aws_s3_bucket", "aws_s3_bucket_policy"])
def test_judges(kind: str, policy: Any, beside: dict[str, dict[str, Any]], expected: str) -> None:
    others = [change(address, after=attributes) for address, attributes in beside.items()]
    bucket = change(f"{kind}.it", after={"bucket": "reports", "policy": policy})
    assert verdict("s3-policy-public", change_set(bucket, *others)) == expected


def test_a_block_that_is_taken_away_opens_the_bucket_that_it_kept_closed() -> None:
    stands = {"bucket": "reports", "policy": PUBLIC}
    bucket = change("aws_s3_bucket_policy.it", Action.NO_OP, before=stands, after=stands)
    block = change(BLOCK, Action.DELETE, before={"bucket": "reports", "restrict_public_buckets": True})
    assert answers("s3-policy-public", change_set(bucket, block)) == [
        ("aws_s3_bucket_policy.it", "violated", "policy.Statement[0]")
    ]
