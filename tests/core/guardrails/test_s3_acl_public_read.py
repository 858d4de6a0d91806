"""Nobody but the owner reads a bucket: not by a ready-made ACL, not by a grant."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, verdict

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
ACLS: list[tuple[object, str]] = [
    ("private", "passed"),
    ("log-delivery-write", "passed"),
    ("", "passed"),
    (None, "passed"),
    ("public-read", "violated"),
    ("public-read-write", "violated"),
    ("authenticated-read", "violated"),
    ("website", "violated"),
    (UNKNOWN, "undetermined"),
    (["public-read"], "undetermined"),
]


@pytest.mark.parametrize("kind", ["aws_s3_bucket", "aws_s3_bucket_acl"])
@pytest.mark.parametrize(("acl", "expected"), ACLS)
def test_acl(kind: str, acl: object, expected: str) -> None:
    assert verdict("s3-acl-public-read", change_set(change(f"{kind}.this", after={"acl": acl}))) == expected


@pytest.mark.parametrize(
    ("uri", "permission", "expected"),
    [
        (EVERYBODY, "READ", "violated"),
        (EVERYBODY, "FULL_CONTROL", "violated"),
        (EVERYBODY.replace("All", "Authenticated"), "READ", "violated"),
        (EVERYBODY, "WRITE", "passed"),
        ("http://acs.amazonaws.com/groups/s3/LogDelivery", "READ", "passed"),
        (None, "READ", "passed"),
        (EVERYBODY, UNKNOWN, "undetermined"),
        (UNKNOWN, "READ", "undetermined"),
        (7, "READ", "undetermined"),
    ],
)
def test_grants(uri: object, permission: object, expected: str) -> None:
    bucket = change("aws_s3_bucket.this", after={"acl": None, "grant": [{"uri": uri, "permissions": [permission]}]})
    grant = {"grantee": [{"type": "Group", "uri": uri}], "permission": permission}
    companion = change("aws_s3_bucket_acl.this", after={"acl": None, "access_control_policy": [{"grant": [grant]}]})
    assert verdict("s3-acl-public-read", change_set(bucket)) == expected
    assert verdict("s3-acl-public-read", change_set(companion)) == expected


def test_beside_a_chosen_acl_unknown_grants_follow_from_it() -> None:
    bucket = change("aws_s3_bucket.this", after={"acl": "private", "grant": UNKNOWN})
    companion = change("aws_s3_bucket_acl.this", after={"acl": "private", "access_control_policy": UNKNOWN})
    assert verdict("s3-acl-public-read", change_set(bucket, companion)) == "passed"


def test_a_companion_tells_what_the_bucket_does_not_know_yet() -> None:
    bucket = change("aws_s3_bucket.this", after={"bucket": "a", "acl": UNKNOWN, "grant": UNKNOWN})
    companion = change("aws_s3_bucket_acl.this", after={"bucket": "a", "acl": "public-read"})
    plan = change_set(bucket, companion)
    assert answers("s3-acl-public-read", plan) == [("aws_s3_bucket_acl.this", "violated", "acl")]
