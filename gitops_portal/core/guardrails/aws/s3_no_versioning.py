"""A bucket without versions has no way back from a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.buckets import beside
from gitops_portal.core.rules.part import any_of, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


@guardrail(
    "s3-no-versioning",
    "S3 buckets keep versions",
    Severity.LOW,
    types={"aws_s3_bucket"},
    why="Without versions nothing brings back an object that was overwritten, deleted or encrypted by an attacker.",
    remedy=(
        'resource "aws_s3_bucket_versioning" "this" {\n'
        "  bucket = aws_s3_bucket.this.id\n"
        "  versioning_configuration {\n"
        '    status = "Enabled"\n'
        "  }\n"
        "}"
    ),
    references=("CKV_AWS_21", "FSBP S3.14", "NIST CP-9"),
)
def s3_no_versioning(bucket: Subject, facts: Facts) -> Iterator[Objection]:
    inline = any_of(*(block.flag("enabled") for block in bucket.blocks("versioning", computed=True)))
    apart = beside(facts, bucket, "aws_s3_bucket_versioning")
    told = any_of(inline is True, *map(_enabled, apart.certain)) if apart.certain else any_of(inline, apart.exist)
    yield from expect(told, "versioning", "the bucket keeps no versions of its objects")


def _enabled(companion: Subject) -> Truth:
    configurations = companion.blocks("versioning_configuration")
    return any_of(*(one_of(each.text("status"), {"Enabled"}) for each in configurations))
