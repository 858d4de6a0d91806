"""Nobody but the owner reads a bucket: not by a ready-made ACL, not by a grant."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Attributes, Block, Change, Module
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


BLOCK, OWNERS = "aws_s3_bucket_public_access_block.p", "aws_s3_bucket_ownership_controls.o"
ACCOUNT = "aws_s3_account_public_access_block.a"
ENFORCED = [{"object_ownership": "BucketOwnerEnforced"}]


@pytest.mark.parametrize(
    ("address", "after", "expected"),
    [
        (BLOCK, {"bucket": "a", "ignore_public_acls": True}, "passed"),
        (BLOCK, {"bucket": "a", "ignore_public_acls": False, "block_public_acls": True}, "violated"),
        (BLOCK, {"bucket": "a", "block_public_acls": True}, "violated"),
        (BLOCK, {"bucket": "a", "ignore_public_acls": UNKNOWN}, "undetermined"),
        (BLOCK, {"bucket": "b", "ignore_public_acls": True}, "violated"),
        (BLOCK, {"bucket": UNKNOWN, "ignore_public_acls": True}, "undetermined"),
        (BLOCK, {"bucket": UNKNOWN, "ignore_public_acls": False}, "violated"),
        (ACCOUNT, {"ignore_public_acls": True}, "passed"),
        (ACCOUNT, {"ignore_public_acls": False}, "violated"),
        (OWNERS, {"bucket": "a", "rule": ENFORCED}, "passed"),
        (OWNERS, {"bucket": "a", "rule": [{"object_ownership": "ObjectWriter"}]}, "violated"),
    ],
)
@pytest.mark.parametrize("kind", ["aws_s3_bucket", "aws_s3_bucket_acl"])
def test_a_bucket_may_ignore_its_acl(kind: str, address: str, after: Attributes, expected: str) -> None:
    plan = change_set(change(f"{kind}.b", after={"bucket": "a", "acl": "public-read"}), change(address, after=after))
    assert verdict("s3-acl-public-read", plan) == expected


def test_what_goes_away_makes_nothing_ignored() -> None:
    bucket = change("aws_s3_bucket.b", after={"bucket": "a", "acl": "public-read"})
    block = change(BLOCK, Action.DELETE, before={"bucket": "a", "ignore_public_acls": True})
    assert verdict("s3-acl-public-read", change_set(bucket, block)) == "violated"


def _linked(address: str, bucket: str, **after: object) -> tuple[Change, Block]:
    return change(address, after={"bucket": UNKNOWN, **after}), Block(address, links={"bucket": (bucket,)})


def test_an_acl_and_a_block_of_a_bucket_without_a_name_yet_belong_together() -> None:
    acl, of_acl = _linked("aws_s3_bucket_acl.x", "aws_s3_bucket.b.id", acl="public-read")
    for target, expected in (("aws_s3_bucket.b.bucket", "passed"), ("aws_s3_bucket.other.id", "violated")):
        block, of_block = _linked(BLOCK, target, ignore_public_acls=True)
        buckets = [change(f"aws_s3_bucket.{name}", after={"bucket": UNKNOWN}) for name in ("b", "other")]
        written = Module((of_acl, of_block, *(Block(each.address, arguments=frozenset()) for each in buckets)))
        assert verdict("s3-acl-public-read", change_set(acl, block, *buckets, root=written)) == expected


def test_another_provider_may_be_another_account() -> None:
    bucket = change("aws_s3_bucket.b", after={"bucket": "a", "acl": "public-read"})
    account = change(ACCOUNT, after={"ignore_public_acls": True})
    for key, expected in (("aws", "passed"), ("aws.audit", "undetermined")):
        root = Module((Block("aws_s3_bucket.b", "aws"), Block(ACCOUNT, key)))
        assert verdict("s3-acl-public-read", change_set(bucket, account, root=root)) == expected
