"""A bucket whose policy names everybody, and that nothing keeps from obeying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.buckets import BLOCK, blocked, lifted
from gitops_portal.core.rules.open_policies import open_to_everybody
from gitops_portal.core.rules.part import all_of, any_of, negate
from gitops_portal.core.rules.policy_documents import policy
from gitops_portal.core.rules.rule import Objection, expect, guardrail, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

_MESSAGE = "everybody may do to the bucket what this statement allows"


@guardrail(
    "s3-policy-public",
    "S3 buckets are not opened to everybody by their policy",
    Severity.CRITICAL,
    types={"aws_s3_bucket", "aws_s3_bucket_policy"},
    why="Everybody on the internet can do to the bucket what the statement allows: read it, or write to it.",
    remedy=(
        "Name accounts or services as principals, or add a condition on aws:SourceVpce or aws:PrincipalOrgID; "
        "serve a website through CloudFront with an origin access control."
    ),
    references=("CKV_AWS_70", "FSBP S3.2", "FSBP S3.3", "NIST AC-3"),
)
def s3_policy_public(bucket: Subject, facts: Facts) -> Iterator[Objection]:
    closed = blocked(facts, bucket, _blocks)
    for place, everybody in open_to_everybody(policy(bucket, "policy", facts)):
        where, given = f"policy{place}", all_of(everybody, negate(closed))
        if everybody is True and given is UNKNOWN:
            yield undetermined(where, f"{_MESSAGE}, unless what blocks public access in this plan is about this bucket")
        elif given is True:
            yield violated(where, _MESSAGE, brought=lifted(facts, bucket, {BLOCK: _blocks}))
        else:
            yield from expect(negate(given), where, _MESSAGE)


def _blocks(block: Subject) -> Truth:
    """Whether it refuses a public policy, or does not obey it."""
    return any_of(block.flag("block_public_policy"), block.flag("restrict_public_buckets"))
