"""What blocks public access to S3 buckets: what each has to block, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

public_access_blocks = (
    guardrail(
        "s3-pab-block-acls",
        "Blocks of public access refuse public ACLs",
        Severity.HIGH,
        types={"aws_s3_bucket_public_access_block"},
        why="Without it anybody who may write objects can make them public, one by one, by an ACL.",
        remedy="Set block_public_acls = true.",
        references=(
            "CKV_AWS_53",
            "CIS AWS 3.0.0 2.1.4",
            "CIS AWS 5.0.0 2.1.4",
            "FSBP S3.8",
            "PCI DSS 4.0.1 1.4.4",
            "NIST AC-3",
        ),
        examples=(
            violates({}),
            violates({"bucket": "reports", "block_public_acls": False}),
            passes({"bucket": "reports", "block_public_acls": True}),
            undetermined({"bucket": "reports", "block_public_acls": UNKNOWN}),
        ),
    )(Attribute("block_public_acls", Operator.IS_TRUE, "ACLs that let everybody in can still be set")),
    guardrail(
        "s3-pab-block-policy",
        "Blocks of public access refuse public policies",
        Severity.HIGH,
        types={"aws_s3_bucket_public_access_block"},
        why="Without it one change of the bucket policy, by a person or a program, opens the bucket to the internet.",
        remedy="Set block_public_policy = true.",
        references=(
            "CKV_AWS_54",
            "CIS AWS 3.0.0 2.1.4",
            "CIS AWS 5.0.0 2.1.4",
            "FSBP S3.8",
            "PCI DSS 4.0.1 1.4.4",
            "NIST AC-3",
        ),
        examples=(
            violates({}),
            violates({"bucket": "reports", "block_public_policy": False}),
            passes({"bucket": "reports", "block_public_policy": True}),
            undetermined({"bucket": "reports", "block_public_policy": UNKNOWN}),
        ),
    )(Attribute("block_public_policy", Operator.IS_TRUE, "a policy that lets everybody in can still be set")),
    guardrail(
        "s3-pab-ignore-acls",
        "Blocks of public access ignore public ACLs",
        Severity.HIGH,
        types={"aws_s3_bucket_public_access_block"},
        why="ACLs of old that let everybody read or write stay in force, also those of single objects.",
        remedy="Set ignore_public_acls = true.",
        references=(
            "CKV_AWS_55",
            "CIS AWS 3.0.0 2.1.4",
            "CIS AWS 5.0.0 2.1.4",
            "FSBP S3.8",
            "PCI DSS 4.0.1 1.4.4",
            "NIST AC-3",
        ),
        examples=(
            violates({}),
            violates({"bucket": "reports", "ignore_public_acls": False}),
            passes({"bucket": "reports", "ignore_public_acls": True}),
            undetermined({"bucket": "reports", "ignore_public_acls": UNKNOWN}),
        ),
    )(Attribute("ignore_public_acls", Operator.IS_TRUE, "ACLs that let everybody in stay in force")),
    guardrail(
        "s3-pab-restrict",
        "Blocks of public access restrict public buckets",
        Severity.HIGH,
        types={"aws_s3_bucket_public_access_block"},
        why="A bucket whose policy is public stays so. Restricted, it lets in AWS services and its own account alone.",
        remedy="Set restrict_public_buckets = true.",
        references=(
            "CKV_AWS_56",
            "CIS AWS 3.0.0 2.1.4",
            "CIS AWS 5.0.0 2.1.4",
            "FSBP S3.8",
            "PCI DSS 4.0.1 1.4.4",
            "NIST AC-3",
        ),
        examples=(
            violates({}),
            violates({"bucket": "reports", "restrict_public_buckets": False}),
            passes({"bucket": "reports", "restrict_public_buckets": True}),
            undetermined({"bucket": "reports", "restrict_public_buckets": UNKNOWN}),
        ),
    )(Attribute("restrict_public_buckets", Operator.IS_TRUE, "a policy that lets everybody in stays in force")),
)
