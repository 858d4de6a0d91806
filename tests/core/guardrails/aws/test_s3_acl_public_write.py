"""Nobody but the owner writes to a bucket: not by a ready-made ACL, not by a grant."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict

EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"


@pytest.mark.parametrize("kind", ["aws_s3_bucket", "aws_s3_bucket_acl"])
@pytest.mark.parametrize(
    ("acl", "expected"),
    [
        ("private", "passed"),
        ("public-read", "passed"),
        (None, "passed"),
        ("public-read-write", "violated"),
        (UNKNOWN, "undetermined"),
    ],
)
def test_acl(kind: str, acl: object, expected: str) -> None:
    assert verdict("s3-acl-public-write", change_set(change(f"{kind}.this", after={"acl": acl}))) == expected


@pytest.mark.parametrize(
    ("uri", "permission", "expected"),
    [
        (EVERYBODY, "WRITE", "violated"),
        (EVERYBODY, "WRITE_ACP", "violated"),
        (EVERYBODY, "FULL_CONTROL", "violated"),
        (EVERYBODY.replace("All", "Authenticated"), "WRITE", "violated"),
        (EVERYBODY, "READ", "passed"),
        (EVERYBODY, "READ_ACP", "passed"),
        ("http://acs.amazonaws.com/groups/s3/LogDelivery", "WRITE", "passed"),
        (EVERYBODY, UNKNOWN, "undetermined"),
        (UNKNOWN, "WRITE", "undetermined"),
    ],
)
def test_grants(uri: object, permission: object, expected: str) -> None:
    bucket = change("aws_s3_bucket.this", after={"acl": None, "grant": [{"uri": uri, "permissions": [permission]}]})
    grant = {"grantee": [{"type": "Group", "uri": uri}], "permission": permission}
    companion = change("aws_s3_bucket_acl.this", after={"acl": None, "access_control_policy": [{"grant": [grant]}]})
    assert verdict("s3-acl-public-write", change_set(bucket)) == expected
    assert verdict("s3-acl-public-write", change_set(companion)) == expected


@pytest.mark.parametrize(("ignores", "expected"), [(True, "passed"), (False, "violated"), (UNKNOWN, "undetermined")])
def test_a_bucket_may_ignore_its_acl(ignores: object, expected: str) -> None:
    bucket = change("aws_s3_bucket.this", after={"bucket": "a", "acl": "public-read-write"})
    block = change("aws_s3_bucket_public_access_block.this", after={"bucket": "a", "ignore_public_acls": ignores})
    assert verdict("s3-acl-public-write", change_set(bucket, block)) == expected
