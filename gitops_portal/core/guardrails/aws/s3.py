"""Buckets: what keeps their objects when something goes wrong, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

FLAGS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")

s3 = (
    guardrail(
        "s3-account-public-access",
        "The account blocks public access to all buckets",
        Severity.MEDIUM,
        types={"aws_s3_account_public_access_block"},
        why="What the account does not block, any bucket of it may allow, by its ACL or its policy.",
        remedy="\n".join(f"{flag:<23} = true" for flag in FLAGS),
        references=("CIS AWS 3.0.0 2.1.4", "CIS AWS 5.0.0 2.1.4", "FSBP S3.1", "PCI DSS 4.0.1 1.4.4", "NIST AC-3"),
        examples=(
            violates({}),
            violates({**dict.fromkeys(FLAGS, True), "restrict_public_buckets": False}),
            passes(dict.fromkeys(FLAGS, True)),
            undetermined({**dict.fromkeys(FLAGS, True), "block_public_acls": UNKNOWN}),
        ),
    )(
        Every(
            tuple(Condition(flag, Operator.IS_TRUE) for flag in FLAGS),
            "buckets of the account may be opened to everybody",
        )
    ),
    guardrail(
        "s3-no-replication",
        "S3 buckets are replicated",
        Severity.LOW,
        types={"aws_s3_bucket"},
        why="When a region fails, or somebody empties the bucket, there is no second copy.",
        remedy=(
            'resource "aws_s3_bucket_replication_configuration" "this" {\n'
            "  bucket = aws_s3_bucket.this.id\n"
            "  role   = aws_iam_role.replication.arn\n"
            "  rule {\n"
            '    status = "Enabled"\n'
            "    destination {\n"
            "      bucket = aws_s3_bucket.elsewhere.arn\n"
            "    }\n"
            "  }\n"
            "}"
        ),
        references=("CKV_AWS_144", "FSBP S3.7", "NIST CP-9"),
        examples=(
            violates({"bucket": "reports"}),
            passes({"replication_configuration": [{"role": "arn:aws:iam::1:role/replication"}]}),
            passes(
                {"bucket": "reports"}, beside={"aws_s3_bucket_replication_configuration.this": {"bucket": "reports"}}
            ),
            undetermined(
                {"bucket": "reports"}, beside={"aws_s3_bucket_replication_configuration.this": {"bucket": UNKNOWN}}
            ),
        ),
    )(
        Companion(
            "aws_s3_bucket_replication_configuration",
            "bucket",
            "the plan holds no replication for it",
            unless=(Condition("replication_configuration", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "s3-no-object-lock",
        "S3 buckets lock their objects",
        Severity.LOW,
        types={"aws_s3_bucket"},
        why="Whoever gets the rights of an administrator can delete every version, unless a lock forbids it.",
        remedy="Set object_lock_enabled = true, and keep objects by an aws_s3_bucket_object_lock_configuration.",
        references=("FSBP S3.15", "PCI DSS 4.0.1 10.5.1", "NIST CP-9"),
        examples=(
            violates({"bucket": "reports"}),
            violates({"bucket": "reports", "object_lock_enabled": False}),
            passes({"object_lock_enabled": True}),
            passes({"object_lock_configuration": [{"object_lock_enabled": "Enabled"}]}),
            passes(
                {"bucket": "reports"}, beside={"aws_s3_bucket_object_lock_configuration.this": {"bucket": "reports"}}
            ),
            undetermined({"bucket": "reports", "object_lock_enabled": UNKNOWN}),
        ),
    )(
        Companion(
            "aws_s3_bucket_object_lock_configuration",
            "bucket",
            "its objects can be deleted before their time",
            unless=(
                Condition("object_lock_enabled", Operator.IS_TRUE),
                Condition("object_lock_configuration", Operator.IS_PRESENT),
            ),
        )
    ),
)
