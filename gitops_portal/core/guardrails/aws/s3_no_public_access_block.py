"""A bucket that nothing keeps from being opened to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.buckets import blocked
from gitops_portal.core.rules.part import all_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


@guardrail(
    "s3-no-public-access-block",
    "S3 buckets block public access",
    Severity.MEDIUM,
    types={"aws_s3_bucket"},
    why="Without it one ACL or one policy opens the bucket to everybody; what AWS sets on new buckets can be undone.",
    remedy=(
        'resource "aws_s3_bucket_public_access_block" "this" {\n'
        "  bucket                  = aws_s3_bucket.this.id\n"
        "  block_public_acls       = true\n"
        "  block_public_policy     = true\n"
        "  ignore_public_acls      = true\n"
        "  restrict_public_buckets = true\n"
        "}"
    ),
    references=(
        "CKV2_AWS_6",
        "CIS AWS 3.0.0 2.1.4",
        "CIS AWS 5.0.0 2.1.4",
        "FSBP S3.8",
        "PCI DSS 4.0.1 1.4.4",
        "NIST AC-3",
    ),
)
def s3_no_public_access_block(bucket: Subject, facts: Facts) -> Iterator[Objection]:
    closed = blocked(facts, bucket, _blocks)
    yield from expect(
        closed,
        "aws_s3_bucket_public_access_block",
        "the plan holds nothing that blocks both public ACLs and public policies",
    )


def _blocks(block: Subject) -> Truth:
    return all_of(block.flag("block_public_acls"), block.flag("block_public_policy"))
