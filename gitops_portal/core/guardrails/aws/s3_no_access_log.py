"""A bucket without an access log cannot tell who read what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.buckets import BUCKET, beside
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

LOGGING = "aws_s3_bucket_logging"


@guardrail(
    "s3-no-access-log",
    "S3 buckets log access",
    Severity.LOW,
    types={"aws_s3_bucket"},
    why="Without an access log nobody can tell afterwards who read or changed an object.",
    remedy=(
        'resource "aws_s3_bucket_logging" "this" {\n'
        "  bucket        = aws_s3_bucket.this.id\n"
        "  target_bucket = aws_s3_bucket.logs.id\n"
        '  target_prefix = "s3/"\n'
        "}"
    ),
    references=("CKV_AWS_18", "FSBP S3.9", "PCI DSS 4.0.1 10.2.1", "NIST AU-2"),
)
def s3_no_access_log(bucket: Subject, facts: Facts) -> Iterator[Objection]:
    """A bucket that others log to needs no log of its own."""
    inline = any_of(*(UNKNOWN if block.unknown else True for block in bucket.blocks("logging", computed=True)))
    logs = beside(facts, bucket, LOGGING)
    told = any_of(inline, logs.exist, bucket.change.address in facts.once("log buckets", lambda: _log_buckets(facts)))
    yield from expect(told, "logging", "nobody logs who reads and writes the bucket")


def _log_buckets(facts: Facts) -> frozenset[str]:
    found = (named(facts, logging, "target_bucket", BUCKET).only for logging in facts.standing(LOGGING))
    return frozenset(bucket.change.address for bucket in found if bucket)
