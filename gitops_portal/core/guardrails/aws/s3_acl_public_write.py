"""A bucket whose list of permissions lets everybody write is filled, emptied and paid for by its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.bucket_acls import given_to_all
from gitops_portal.core.rules.rule import Objection, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.rules.facts import Facts, Subject

PUBLIC = frozenset({"public-read-write"})
WRITING = frozenset({"WRITE", "WRITE_ACP", "FULL_CONTROL"})
"""Who may write the ACL gives themselves the rest."""


@guardrail(
    "s3-acl-public-write",
    "S3 buckets are not writable by everybody",
    Severity.CRITICAL,
    types={"aws_s3_bucket", "aws_s3_bucket_acl"},
    why="Everybody, or everybody with any AWS account, can replace and delete objects, and add some that you pay for.",
    remedy='Use acl = "private", or no ACL at all with object_ownership = "BucketOwnerEnforced".',
    references=("CKV_AWS_57", "CIS AWS 3.0.0 2.1.4", "FSBP S3.3", "NIST AC-3"),
)
def s3_acl_public_write(bucket: Subject, facts: Facts) -> Iterable[Objection]:
    return given_to_all(bucket, facts, PUBLIC, WRITING, "everybody may write to the bucket")
