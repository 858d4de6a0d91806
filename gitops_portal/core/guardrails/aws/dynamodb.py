"""DynamoDB and its cache: what tables and clusters have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

dynamodb = (
    guardrail(
        "dynamodb-owned-key",
        "DynamoDB tables are encrypted with a key in KMS",
        Severity.LOW,
        types={"aws_dynamodb_table"},
        why="The key that DynamoDB owns shows in no log who used it, and can't be taken away from anybody.",
        remedy="server_side_encryption {\n  enabled     = true\n  kms_key_arn = aws_kms_key.this.arn\n}",
        references=("NIST SC-28",),
        examples=(
            violates({"name": "orders"}),
            violates({"server_side_encryption": [{"enabled": False}]}),
            passes({"server_side_encryption": [{"enabled": True}]}),
            undetermined({"server_side_encryption": [{"enabled": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "server_side_encryption.enabled",
            Operator.IS_TRUE,
            "a key that DynamoDB owns encrypts it",
            computed=True,
        )
    ),
    guardrail(
        "dynamodb-no-cmk",
        "DynamoDB tables are encrypted with a key of yours",
        Severity.LOW,
        types={"aws_dynamodb_table"},
        why="With a key of your own you decide, and can prove, who reads the table.",
        remedy="server_side_encryption {\n  enabled     = true\n  kms_key_arn = aws_kms_key.this.arn\n}",
        references=("CKV_AWS_119", "NIST SC-28"),
        examples=(
            violates({"server_side_encryption": [{"enabled": True}]}),
            passes({"server_side_encryption": [{"enabled": True, "kms_key_arn": "arn:aws:kms:eu-west-1:1:key/a"}]}),
            passes({"name": "orders"}),
            undetermined({"server_side_encryption": [{"enabled": True, "kms_key_arn": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "server_side_encryption.kms_key_arn",
            Operator.IS_SET,
            "no key of yours encrypts it",
            computed=True,
            when=(Condition("server_side_encryption.enabled", Operator.IS_TRUE, computed=True),),
        )
    ),
    guardrail(
        "dax-unencrypted",
        "DAX clusters are encrypted at rest",
        Severity.MEDIUM,
        types={"aws_dax_cluster"},
        why="What a cache keeps of tables lies readable on its disks.",
        remedy="server_side_encryption {\n  enabled = true\n}",
        references=("CKV_AWS_47", "FSBP DynamoDB.3", "NIST SC-28"),
        examples=(
            violates({"cluster_name": "orders"}),
            violates({"server_side_encryption": [{"enabled": False}]}),
            passes({"server_side_encryption": [{"enabled": True}]}),
            undetermined({"server_side_encryption": [{"enabled": UNKNOWN}]}),
        ),
    )(Attribute("server_side_encryption.enabled", Operator.IS_TRUE, "what it caches is not encrypted at rest")),
)
