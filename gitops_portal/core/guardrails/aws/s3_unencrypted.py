"""S3 encrypts by itself; only an algorithm that is none can spoil it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.buckets import beside
from gitops_portal.core.rules.part import one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part

COMPANION = "aws_s3_bucket_server_side_encryption_configuration"


@guardrail(
    "s3-unencrypted",
    "S3 buckets use a known encryption",
    Severity.MEDIUM,
    types={"aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"},
    why="Objects at rest should be encrypted in a way that AWS documents and auditors accept.",
    remedy='Use sse_algorithm = "aws:kms" (or "AES256", "aws:kms:dsse") in apply_server_side_encryption_by_default.',
    references=("CKV_AWS_19", "CIS AWS 1.4.0 2.1.1", "NIST SC-28"),
)
def s3_unencrypted(bucket: Subject, facts: Facts) -> Iterator[Objection]:
    for rule in _rules(bucket, facts):
        for default in rule.blocks("apply_server_side_encryption_by_default"):
            known = one_of(default.text("sse_algorithm"), {None, "AES256", "aws:kms", "aws:kms:dsse"})
            yield from expect(known, default.at("sse_algorithm"), "the objects are encrypted in no accepted way")


def _rules(bucket: Subject, facts: Facts) -> Iterator[Part]:
    """Where a companion says how, what the bucket itself will say is not known yet and follows the companion."""
    if bucket.change.type == COMPANION:
        yield from bucket.blocks("rule")
        return
    told_elsewhere = beside(facts, bucket, COMPANION).certain
    for block in bucket.blocks("server_side_encryption_configuration", computed=True):
        if not (block.unknown and told_elsewhere):
            yield from block.blocks("rule")
