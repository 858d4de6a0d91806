"""A bucket whose list of permissions names everybody is read by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail
from gitops_portal.core.rules.part import all_of, any_of, negate, one_of, present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

PUBLIC = frozenset({"public-read", "public-read-write", "website", "authenticated-read"})
GROUPS = frozenset({"AllUsers", "AuthenticatedUsers"})


@guardrail(
    "s3-acl-public-read",
    "S3 buckets are not readable by everybody",
    Severity.CRITICAL,
    types={"aws_s3_bucket", "aws_s3_bucket_acl"},
    why="Everybody, or everybody with any AWS account, can list or read the objects.",
    remedy='Use acl = "private", or no ACL at all with object_ownership = "BucketOwnerEnforced".',
    references=("CKV_AWS_20", "CIS AWS 2.1.4", "FSBP S3.2", "NIST AC-3"),
)
def s3_acl_public_read(bucket: Subject, facts: Facts) -> Iterator[Objection]:
    message = "everybody may list or read the bucket"
    elsewhere = bucket.change.type == "aws_s3_bucket" and bool(facts.companions(bucket, "aws_s3_bucket_acl").certain)
    acl = bucket.text("acl")
    if not (elsewhere and acl is UNKNOWN):
        yield from expect(negate(one_of(acl, PUBLIC)), "acl", message)
    chosen = elsewhere or present(acl) is True
    for grant in _grants(bucket):
        if not (chosen and grant.value is UNKNOWN):
            yield from expect(negate(_gives_all(grant)), grant.path, message)


def _grants(bucket: Subject) -> Iterator[Part]:
    """An ACL and grants exclude each other: beside a chosen ACL, grants that are not known yet follow from it."""
    yield from bucket.blocks("grant")
    for policy in bucket.blocks("access_control_policy"):
        yield from policy.blocks("grant")


def _gives_all(grant: Part) -> Truth:
    grantees = grant.blocks("grantee") or (grant,)
    uris = [grantee.text("uri") for grantee in grantees]
    everybody = any_of(*(one_of(uri.rpartition("/")[2] if isinstance(uri, str) else uri, GROUPS) for uri in uris))
    words = (*grant.texts("permissions"), grant.text("permission"))
    return all_of(everybody, any_of(*(one_of(word, {"READ", "FULL_CONTROL"}) for word in words)))
