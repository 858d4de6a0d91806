"""A bucket whose list of permissions names everybody is read by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.bucket_acls import given_to_all
from gitops_portal.core.rules.rule import Objection, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.rules.facts import Facts, Subject

PUBLIC = frozenset({"public-read", "public-read-write", "website", "authenticated-read"})
READING = frozenset({"READ", "FULL_CONTROL"})


@guardrail(
    "s3-acl-public-read",
    "S3 buckets are not readable by everybody",
    Severity.CRITICAL,
    types={"aws_s3_bucket", "aws_s3_bucket_acl"},
    why="Everybody, or everybody with any AWS account, can list or read the objects.",
    remedy='Use acl = "private", or no ACL at all with object_ownership = "BucketOwnerEnforced".',
    references=("CKV_AWS_20", "CIS AWS 3.0.0 2.1.4", "FSBP S3.2", "NIST AC-3"),
)
def s3_acl_public_read(bucket: Subject, facts: Facts) -> Iterable[Objection]:
    return given_to_all(bucket, facts, PUBLIC, READING, "everybody may list or read the bucket")
