"""Secrets, parameters, log groups and streams: how each is kept, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

KEY = "arn:aws:kms:eu-west-1:1:key/2"
WITHIN_90_DAYS = (
    r"rate\(\s*(?:[1-8]?[0-9]|90)\s+days?\s*\)|rate\(\s*[0-9]{1,3}\s+hours?\s*\)"
    # every second month at least: the fourth field is the month
    r"|cron\(\s*\S+\s+\S+\s+\S+\s+(?:\*|[*1]/[12])\s+\S+\s+\S+\s*\)"
)

secrets_and_streams = (
    guardrail(
        "secret-not-rotated",
        "Secrets are rotated",
        Severity.MEDIUM,
        types={"aws_secretsmanager_secret"},
        why="A secret that was lost unnoticed stays good until somebody changes it by hand, which nobody does.",
        remedy=(
            'resource "aws_secretsmanager_secret_rotation" "this" {\n'
            "  secret_id           = aws_secretsmanager_secret.this.id\n"
            "  rotation_lambda_arn = aws_lambda_function.rotate.arn\n"
            "  rotation_rules {\n"
            "    automatically_after_days = 30\n"
            "  }\n"
            "}"
        ),
        references=("CKV2_AWS_57", "FSBP SecretsManager.1", "PCI DSS 4.0.1 8.3.9", "PCI DSS 4.0.1 8.6.3", "NIST IA-5"),
        examples=(
            violates({"name": "database"}),
            passes({"rotation_rules": [{"automatically_after_days": 30}]}),
            passes(
                {"id": UNKNOWN},
                beside={"aws_secretsmanager_secret_rotation.this": {"secret_id": UNKNOWN}},
                links={
                    "aws_secretsmanager_secret_rotation.this": {
                        "secret_id": ("aws_secretsmanager_secret.this.id", "aws_secretsmanager_secret.this")
                    }
                },
            ),
            undetermined(
                {"name": "database"}, beside={"aws_secretsmanager_secret_rotation.this": {"secret_id": UNKNOWN}}
            ),
        ),
    )(
        Companion(
            "aws_secretsmanager_secret_rotation",
            "secret_id",
            "the plan holds nothing that rotates it",
            unless=(Condition("rotation_rules", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "secret-rotated-seldom",
        "Secrets are rotated every 90 days",
        Severity.LOW,
        types={"aws_secretsmanager_secret_rotation"},
        why="The longer a secret stays the same, the longer it is of use to whoever got hold of it.",
        remedy="Set automatically_after_days = 90 or fewer in rotation_rules.",
        references=("CKV_AWS_304", "FSBP SecretsManager.4", "PCI DSS 4.0.1 8.3.9", "PCI DSS 4.0.1 8.6.3", "NIST IA-5"),
        examples=(
            violates({"rotation_rules": [{"automatically_after_days": 365}]}),
            violates({"rotation_rules": [{"schedule_expression": "rate(180 days)"}]}),
            violates({"rotation_rules": [{"schedule_expression": "cron(0 8 1 1 ? *)"}]}),
            passes({"rotation_rules": [{"automatically_after_days": 30}]}),
            passes({"rotation_rules": [{"schedule_expression": "rate(10 days)"}]}),
            passes({"rotation_rules": [{"schedule_expression": "cron(0 8 1 * ? *)"}]}),
            undetermined({"rotation_rules": [{"automatically_after_days": UNKNOWN}]}),
            undetermined({"rotation_rules": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("automatically_after_days", Operator.AT_MOST, (90,)),
                Condition("schedule_expression", Operator.MATCHES, (WITHIN_90_DAYS,)),
            ),
            "more than 90 days pass between two rotations",
            each="rotation_rules",
        )
    ),
    guardrail(
        "secret-default-key",
        "Secrets are encrypted with a key of your own",
        Severity.LOW,
        types={"aws_secretsmanager_secret"},
        why="Who may use the default key cannot be restricted, and other accounts cannot be given the secret.",
        remedy="Set kms_key_id to the ARN of a key of your own.",
        references=("CKV_AWS_149", "NIST SC-12"),
        examples=(
            violates({}),
            violates({"kms_key_id": "alias/aws/secretsmanager"}),
            passes({"kms_key_id": KEY}),
            undetermined({"kms_key_id": UNKNOWN}),
        ),
    )(
        Attribute(
            "kms_key_id",
            Operator.IS_NOT,
            "the default key of Secrets Manager encrypts it",
            expected=("alias/aws/secretsmanager",),
            unset="alias/aws/secretsmanager",
        )
    ),
    guardrail(
        "ssm-parameter-default-key",
        "Secret parameters are encrypted with a key of your own",
        Severity.LOW,
        types={"aws_ssm_parameter"},
        why="Who may use the default key cannot be restricted, and it cannot be revoked.",
        remedy="Set key_id to the ARN of a key of your own.",
        references=("CKV_AWS_337", "NIST SC-12"),
        examples=(
            violates({"type": "SecureString"}),
            violates({"type": "SecureString", "key_id": "alias/aws/ssm"}),
            passes({"type": "SecureString", "key_id": KEY}),
            passes({"type": "String"}),
            undetermined({"type": "SecureString", "key_id": UNKNOWN}),
        ),
    )(
        Attribute(
            "key_id",
            Operator.IS_NOT,
            "the default key of Systems Manager encrypts it",
            expected=("alias/aws/ssm",),
            unset="alias/aws/ssm",
            when=(Condition("type", Operator.IS, ("SecureString",)),),
        )
    ),
    guardrail(
        "log-group-default-key",
        "Log groups are encrypted with a key of your own",
        Severity.LOW,
        types={"aws_cloudwatch_log_group"},
        why="Logs hold more than anybody meant to write, and no key says who may read them.",
        remedy="Set kms_key_id to the ARN of a key that CloudWatch Logs may use.",
        references=("CKV_AWS_158", "NIST SC-28"),
        examples=(
            violates({}),
            passes({"kms_key_id": KEY}),
            undetermined({"kms_key_id": UNKNOWN}),
        ),
    )(Attribute("kms_key_id", Operator.IS_SET, "no key of your own encrypts it")),
    guardrail(
        "kinesis-unencrypted",
        "Kinesis streams are encrypted",
        Severity.MEDIUM,
        types={"aws_kinesis_stream"},
        why="Records lie readable on disk, and no key controls who may read them.",
        remedy='Set encryption_type = "KMS" and kms_key_id = "alias/aws/kinesis", or a key of your own.',
        references=("CKV_AWS_43", "FSBP Kinesis.1", "NIST SC-28"),
        examples=(
            violates({}),
            violates({"encryption_type": "NONE"}),
            passes({"encryption_type": "KMS", "kms_key_id": "alias/aws/kinesis"}),
            undetermined({"encryption_type": UNKNOWN}),
        ),
    )(Attribute("encryption_type", Operator.IS, "its records are not encrypted", expected=("KMS",), unset="NONE")),
    guardrail(
        "kinesis-default-key",
        "Kinesis streams are encrypted with a key of your own",
        Severity.LOW,
        types={"aws_kinesis_stream"},
        why="Who may use the default key cannot be restricted, and other accounts cannot read the stream.",
        remedy="Set kms_key_id to the ARN of a key of your own.",
        references=("CKV_AWS_185", "NIST SC-12"),
        examples=(
            violates({"encryption_type": "KMS", "kms_key_id": "alias/aws/kinesis"}),
            passes({"encryption_type": "KMS", "kms_key_id": KEY}),
            passes({"encryption_type": "NONE"}),
            undetermined({"encryption_type": "KMS", "kms_key_id": UNKNOWN}),
        ),
    )(
        Attribute(
            "kms_key_id",
            Operator.IS_NOT,
            "the default key of Kinesis encrypts it",
            expected=("alias/aws/kinesis",),
            unset="alias/aws/kinesis",
            when=(Condition("encryption_type", Operator.IS, ("KMS",)),),
        )
    ),
)
