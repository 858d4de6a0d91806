"""Policies of resources that let everybody in: what each gives away, and examples of it. S3 has a file of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.examples import Example, passes, undetermined, violates
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.kinds.open_policy import OpenPolicy
from gitops_portal.core.rules.rule import guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.rule import Rule

REMEDY = (
    "Name accounts or services as principals:\n"
    'Principal = { AWS = "arn:aws:iam::111122223333:root" }\n'
    "or add a condition that says who may call:\n"
    'Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-abcdefghij" } }'
)
UNBLOCKED = {"public_access_block_configuration": [{"block_public_policy": False, "restrict_public_buckets": False}]}
"""An access point refuses policies for everybody unless told otherwise."""
ORGANISATION = {"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}


def policy(**told: Any) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", **told}]})


def examples(attribute: str, kinds: tuple[str, ...]) -> Iterator[Example]:
    """For each type that holds such a policy: what lets everybody in, what does not, and what can't be told."""
    for kind in kinds:
        yield violates({attribute: policy(Principal="*")}, type=kind)
        yield violates({attribute: policy(Principal={"AWS": ["111122223333", "*"]})}, type=kind)
        yield violates({attribute: policy(NotPrincipal={"AWS": "111122223333"})}, type=kind)
        yield violates(
            {attribute: policy(Principal="*", Condition={"StringLike": {"aws:PrincipalArn": "*"}})}, type=kind
        )
        yield passes({attribute: policy(Principal={"AWS": "arn:aws:iam::111122223333:root"})}, type=kind)
        yield passes({attribute: policy(Principal="*", Condition=ORGANISATION)}, type=kind)
        yield passes({attribute: policy(Effect="Deny", Principal="*")}, type=kind)
        yield passes({}, type=kind)
        yield undetermined({attribute: UNKNOWN}, type=kind)


def closed(
    name: str,
    title: str,
    *kinds: str,
    why: str,
    message: str,
    references: tuple[str, ...] = ("NIST AC-3",),
    attribute: str = "policy",
    severity: Severity = Severity.HIGH,
) -> Rule:
    """The guardrail that the policies of these types, under `attribute`, let in only whom they name."""
    told = {"types": set(kinds), "why": why, "remedy": REMEDY, "references": references}
    shown = tuple(examples(attribute, kinds))
    return guardrail(name, title, severity, **told, examples=shown)(OpenPolicy(attribute, message))  # type: ignore[arg-type]


open_policies = (
    closed(
        "sns-policy-public",
        "SNS topics are not open to everybody",
        *("aws_sns_topic", "aws_sns_topic_policy"),
        why="Everybody with an AWS account can send messages that the receivers trust, or have a copy of each.",
        message="everybody may use the topic",
        references=("CKV_AWS_169", "FSBP SNS.4", "NIST AC-3"),
    ),
    closed(
        "sqs-policy-public",
        "SQS queues are not open to everybody",
        *("aws_sqs_queue", "aws_sqs_queue_policy"),
        why="Everybody with an AWS account can put messages in that the workers trust, or take messages out.",
        message="everybody may use the queue",
        references=("CKV_AWS_168", "FSBP SQS.3", "NIST AC-3"),
    ),
    closed(
        "kms-policy-public",
        "KMS keys are not open to everybody",
        *("aws_kms_key", "aws_kms_key_policy"),
        why="Everybody with an AWS account can decrypt what the key protects, or have it deleted.",
        message="everybody may use the key",
        references=("CKV_AWS_33", "FSBP KMS.5", "NIST AC-3"),
        severity=Severity.CRITICAL,
    ),
    closed(
        "secret-policy-public",
        "Secrets are not open to everybody",
        *("aws_secretsmanager_secret", "aws_secretsmanager_secret_policy"),
        why="Everybody with an AWS account can read the secret.",
        message="everybody may read the secret",
        severity=Severity.CRITICAL,
    ),
    closed(
        "ecr-policy-public",
        "Repositories of images are not open to everybody",
        "aws_ecr_repository_policy",
        why="Everybody with an AWS account can pull the images, or push images that are deployed next.",
        message="everybody may use the repository",
        references=("CKV_AWS_32", "NIST AC-3"),
    ),
    closed(
        "efs-policy-public",
        "File systems are not open to everybody",
        "aws_efs_file_system_policy",
        why="Whoever reaches the network of the file system can mount it, without any right in IAM.",
        message="everybody may mount the file system",
    ),
    closed(
        "backup-vault-policy-public",
        "Vaults of backups are not open to everybody",
        "aws_backup_vault_policy",
        why="Everybody with an AWS account can copy the backups, or delete them.",
        message="everybody may use the vault",
    ),
    closed(
        "glacier-vault-public",
        "Vaults of archives are not open to everybody",
        "aws_glacier_vault",
        why="Everybody with an AWS account can read the archives, or delete them.",
        message="everybody may use the vault",
        references=("CKV_AWS_167", "NIST AC-3"),
        attribute="access_policy",
    ),
    closed(
        "event-bus-policy-public",
        "Event buses are not open to everybody",
        "aws_cloudwatch_event_bus_policy",
        why="Everybody with an AWS account can send events that rules act on.",
        message="everybody may send events",
    ),
    closed(
        "log-destination-public",
        "Destinations of logs are not open to everybody",
        "aws_cloudwatch_log_destination_policy",
        why="Everybody with an AWS account can send logs in, at the cost of whoever keeps them.",
        message="everybody may send logs",
        attribute="access_policy",
    ),
    closed(
        "log-policy-public",
        "Log groups are not open to everybody",
        "aws_cloudwatch_log_resource_policy",
        why="Everybody with an AWS account can write logs that alarms trust, at the cost of whoever keeps them.",
        message="everybody may do to the log groups what this statement allows",
        attribute="policy_document",
    ),
    closed(
        "dynamodb-policy-public",
        "Tables of DynamoDB are not open to everybody",
        "aws_dynamodb_resource_policy",
        why="Everybody with an AWS account can do to the table what the statement allows: read it, or empty it.",
        message="everybody may use the table",
        severity=Severity.CRITICAL,
    ),
    closed(
        "kinesis-policy-public",
        "Streams of Kinesis are not open to everybody",
        "aws_kinesis_resource_policy",
        why="Everybody with an AWS account can read the records of the stream, or put in some that consumers trust.",
        message="everybody may use the stream",
    ),
    closed(
        "s3-tables-policy-public",
        "Tables of S3 are not open to everybody",
        *("aws_s3tables_table_bucket_policy", "aws_s3tables_table_policy"),
        why="Everybody with an AWS account can do to the tables what the statement allows: read them, or delete them.",
        message="everybody may use the tables",
        attribute="resource_policy",
        severity=Severity.CRITICAL,
    ),
    closed(
        "glue-policy-public",
        "Data catalogs of Glue are not open to everybody",
        "aws_glue_resource_policy",
        why="Everybody with an AWS account can read what data there is and where it lies, or change that.",
        message="everybody may use the catalog",
    ),
    guardrail(
        "event-bus-permission-public",
        "Permissions of event buses do not let everybody in",
        Severity.HIGH,
        types={"aws_cloudwatch_event_permission"},
        why="Everybody with an AWS account can send events that rules act on.",
        remedy="Name an account in principal, or add a condition on aws:PrincipalOrgID.",
        references=("NIST AC-3",),
        examples=(
            violates({"principal": "*"}),
            passes({"principal": "111122223333"}),
            passes({"principal": "*", "condition": [{"key": "aws:PrincipalOrgID", "value": "o-abcdefghij"}]}),
            undetermined({"principal": UNKNOWN}),
        ),
    )(
        Forbidden(
            "everybody may send events",
            (Condition("principal", Operator.IS, ("*",)), Condition("condition", Operator.IS_ABSENT)),
        )
    ),
    guardrail(
        "opensearch-policy-public",
        "Search domains on the internet are not open to everybody",
        Severity.CRITICAL,
        types={"aws_elasticsearch_domain", "aws_opensearch_domain"},
        why="Everybody on the internet can search the domain, or delete its indexes.",
        remedy=REMEDY,
        references=("NIST AC-3",),
        examples=(
            violates({"access_policies": policy(Principal="*")}),
            violates(
                {"access_policies": policy(Principal="*", Condition={"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}})}
            ),
            passes(
                {"access_policies": policy(Principal="*", Condition={"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}})}
            ),
            passes({"access_policies": policy(Principal="*"), "vpc_options": [{"subnet_ids": ["subnet-1"]}]}),
            passes({}),
            undetermined({"access_policies": UNKNOWN}),
            undetermined({"access_policies": policy(Principal="*"), "vpc_options": UNKNOWN}),
        ),
    )(OpenPolicy("access_policies", "everybody may use the domain", (Condition("vpc_options", Operator.IS_ABSENT),))),
    guardrail(
        "s3-access-point-public",
        "Access points of S3 are not opened to everybody by their policy",
        Severity.CRITICAL,
        types={"aws_s3_access_point"},
        why="Everybody on the internet can do to the bucket what the statement allows: read it, or write to it.",
        remedy=REMEDY,
        references=("NIST AC-3",),
        examples=(
            violates({"policy": policy(Principal="*"), **UNBLOCKED}),
            violates({"policy": policy(NotPrincipal={"AWS": "111122223333"}), **UNBLOCKED}),
            passes({"policy": policy(Principal={"AWS": "111122223333"}), **UNBLOCKED}),
            passes({"policy": policy(Principal="*", Condition=ORGANISATION), **UNBLOCKED}),
            passes({"policy": policy(Principal="*")}),
            passes(
                {
                    "policy": policy(Principal="*"),
                    "public_access_block_configuration": [
                        {"block_public_policy": False, "restrict_public_buckets": True}
                    ],
                }
            ),
            passes({"policy": policy(Principal="*"), "vpc_configuration": [{"vpc_id": "vpc-1"}], **UNBLOCKED}),
            passes({}),
            undetermined({"policy": UNKNOWN, **UNBLOCKED}),
            undetermined({"policy": policy(Principal="*"), "public_access_block_configuration": UNKNOWN}),
        ),
    )(
        OpenPolicy(
            "policy",
            "everybody may do to the bucket what this statement allows",
            (
                Condition("vpc_configuration", Operator.IS_ABSENT),
                Condition("public_access_block_configuration.block_public_policy", Operator.IS_NOT_TRUE, unset=True),
                Condition(
                    "public_access_block_configuration.restrict_public_buckets", Operator.IS_NOT_TRUE, unset=True
                ),
            ),
        )
    ),
)
