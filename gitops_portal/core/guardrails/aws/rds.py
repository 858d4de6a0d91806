"""RDS instances and snapshots: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

INSTANCES = frozenset({"aws_db_instance", "aws_rds_cluster_instance"})
WITH_IAM = ("mysql", "mariadb", "postgres", "aurora", "aurora-mysql", "aurora-postgresql")
TOO_SMALL = ("db.t2.micro", "db.t2.small", "db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small")
"""Classes that Performance Insights does not support with MySQL and MariaDB."""

rds = (
    guardrail(
        "rds-no-deletion-protection",
        "RDS databases are protected from deletion",
        Severity.MEDIUM,
        types={"aws_db_instance"},
        why="One apply, or one call, deletes the database with everything in it.",
        remedy="Set deletion_protection = true.",
        references=("CKV_AWS_293", "FSBP RDS.8", "NIST CP-10"),
        examples=(
            violates({}),
            violates({"deletion_protection": False}),
            passes({"deletion_protection": True}),
            undetermined({"deletion_protection": UNKNOWN}),
        ),
    )(Attribute("deletion_protection", Operator.IS_TRUE, "it can be deleted by one call")),
    guardrail(
        "rds-single-az",
        "RDS databases have a standby in another zone",
        Severity.MEDIUM,
        types={"aws_db_instance"},
        why="When the only zone of the database fails, the service stops until somebody restores a backup.",
        remedy="Set multi_az = true.",
        references=("CKV_AWS_157", "CIS AWS 5.0.0 2.2.4", "FSBP RDS.5", "NIST CP-10"),
        examples=(
            violates({"engine": "postgres"}),
            violates({"multi_az": False}),
            passes({"multi_az": True}),
            passes({"multi_az": False, "replicate_source_db": "main"}),
            undetermined({"multi_az": False, "replicate_source_db": UNKNOWN}),
            undetermined({"multi_az": UNKNOWN}),
        ),
    )(
        Attribute(
            "multi_az",
            Operator.IS_TRUE,
            "it stands in one zone, without a standby",
            when=(Condition("replicate_source_db", Operator.IS_NOT_SET),),
        )
    ),
    guardrail(
        "rds-no-iam-auth",
        "RDS databases let people in by IAM",
        Severity.LOW,
        types={"aws_db_instance", "aws_rds_cluster"},
        why="Without it there are only passwords of the database, which nobody rotates and everybody shares.",
        remedy="Set iam_database_authentication_enabled = true.",
        references=("CKV_AWS_161", "CKV_AWS_162", "FSBP RDS.10", "FSBP RDS.12", "NIST AC-2"),
        examples=(
            violates({"engine": "postgres"}),
            violates({"engine": "aurora-mysql", "iam_database_authentication_enabled": False}, type="aws_rds_cluster"),
            passes({"engine": "mysql", "iam_database_authentication_enabled": True}),
            passes({"engine": "sqlserver-se"}),
            passes({"engine": "aurora-mysql", "engine_mode": "serverless"}, type="aws_rds_cluster"),
            undetermined({"replicate_source_db": "main"}),
        ),
    )(
        Attribute(
            "iam_database_authentication_enabled",
            Operator.IS_TRUE,
            "it knows nobody but users with passwords",
            when=(
                Condition("engine", Operator.IS, WITH_IAM, unset=UNKNOWN),
                Condition("engine_mode", Operator.IS_NOT, ("serverless",)),
            ),
        )
    ),
    guardrail(
        "rds-no-log-exports",
        "RDS databases send their logs to CloudWatch",
        Severity.LOW,
        types={"aws_db_instance"},
        why="Logs that stay on the instance are rotated away, and are gone when it is.",
        remedy='Set enabled_cloudwatch_logs_exports, such as ["postgresql", "upgrade"].',
        references=("CKV_AWS_129", "FSBP RDS.9", "PCI DSS 4.0.1 10.2.1", "NIST AU-12"),
        examples=(
            violates({}),
            violates({"enabled_cloudwatch_logs_exports": []}),
            passes({"enabled_cloudwatch_logs_exports": ["postgresql"]}),
            undetermined({"enabled_cloudwatch_logs_exports": UNKNOWN}),
        ),
    )(Attribute("enabled_cloudwatch_logs_exports", Operator.IS_PRESENT, "it keeps its logs to itself")),
    guardrail(
        "rds-no-enhanced-monitoring",
        "RDS instances measure their operating system",
        Severity.LOW,
        types=INSTANCES,
        why="Metrics of the hypervisor show neither processes nor memory, so the cause of a slow database is guessed.",
        remedy="Set monitoring_interval = 60 and a monitoring_role_arn.",
        references=("CKV_AWS_118", "FSBP RDS.6", "NIST SI-4"),
        examples=(
            violates({}),
            violates({"monitoring_interval": 0}, type="aws_rds_cluster_instance"),
            passes({"monitoring_interval": 60}),
            undetermined({"monitoring_interval": UNKNOWN}),
        ),
    )(Attribute("monitoring_interval", Operator.AT_LEAST, "enhanced monitoring is off", expected=(1,), unset=0)),
    guardrail(
        "rds-snapshots-untagged",
        "RDS snapshots carry the tags of their database",
        Severity.LOW,
        types={"aws_db_instance", "aws_rds_cluster"},
        why="A snapshot without tags belongs to nobody: rules and bills that go by tags do not see it.",
        remedy="Set copy_tags_to_snapshot = true.",
        references=("CKV2_AWS_60", "CKV_AWS_313", "FSBP RDS.16", "FSBP RDS.17", "NIST CM-8"),
        examples=(
            violates({}),
            violates({"copy_tags_to_snapshot": False}, type="aws_rds_cluster"),
            passes({"copy_tags_to_snapshot": True}),
            undetermined({"copy_tags_to_snapshot": UNKNOWN}),
        ),
    )(Attribute("copy_tags_to_snapshot", Operator.IS_TRUE, "its snapshots get no tags")),
    guardrail(
        "rds-no-performance-insights",
        "RDS instances keep Performance Insights",
        Severity.LOW,
        types=INSTANCES,
        why="Without them nobody can tell afterwards which query brought the database down.",
        remedy="Set performance_insights_enabled = true.",
        references=("CKV_AWS_353", "NIST SI-4"),
        examples=(
            violates({"instance_class": "db.r6g.large"}),
            passes({"instance_class": "db.r6g.large", "performance_insights_enabled": True}),
            passes({"instance_class": "db.t3.micro"}),
            undetermined({"instance_class": UNKNOWN}),
        ),
    )(
        Attribute(
            "performance_insights_enabled",
            Operator.IS_TRUE,
            "nothing records which queries load it",
            when=(Condition("instance_class", Operator.IS_NOT, TOO_SMALL),),
        )
    ),
    guardrail(
        "rds-insights-default-key",
        "Performance Insights are encrypted with a key of your own",
        Severity.LOW,
        types=INSTANCES,
        why="They hold the texts of queries, and who may use the default key cannot be restricted.",
        remedy="Set performance_insights_kms_key_id to the ARN of a key of your own.",
        references=("CKV_AWS_354", "NIST SC-12"),
        examples=(
            violates({"performance_insights_enabled": True}),
            passes({"performance_insights_enabled": False}),
            passes(
                {
                    "performance_insights_enabled": True,
                    "performance_insights_kms_key_id": "arn:aws:kms:eu-west-1:1:key/2",
                }
            ),
            undetermined({"performance_insights_enabled": True, "performance_insights_kms_key_id": UNKNOWN}),
        ),
    )(
        Attribute(
            "performance_insights_kms_key_id",
            Operator.IS_SET,
            "the default key of RDS encrypts its Performance Insights",
            when=(Condition("performance_insights_enabled", Operator.IS_TRUE),),
        )
    ),
    guardrail(
        "rds-old-ca",
        "RDS instances have a certificate of a living authority",
        Severity.MEDIUM,
        types=INSTANCES,
        why="The authorities of 2015 and 2019 have expired: clients that check the certificate cannot connect.",
        remedy='Set ca_cert_identifier = "rds-ca-rsa2048-g1", after the clients trust it.',
        references=("CKV_AWS_211", "NIST SC-17"),
        examples=(
            violates({"ca_cert_identifier": "rds-ca-2019"}),
            passes({"ca_cert_identifier": "rds-ca-rsa2048-g1"}),
            passes({}),
            undetermined({"ca_cert_identifier": UNKNOWN}),
        ),
    )(
        Attribute(
            "ca_cert_identifier",
            Operator.IS_NOT,
            "the authority that signs its certificate has expired",
            expected=("rds-ca-2015", "rds-ca-2019"),
        )
    ),
    guardrail(
        "rds-snapshot-public",
        "RDS snapshots are not public",
        Severity.CRITICAL,
        types={"aws_db_cluster_snapshot", "aws_db_snapshot", "aws_db_snapshot_copy"},
        why="Everybody with an AWS account can restore the snapshot and read the whole database.",
        remedy='Name the accounts in shared_accounts, and never "all".',
        references=("FSBP RDS.1", "NIST AC-3"),
        examples=(
            violates({"shared_accounts": ["all"]}),
            violates({"shared_accounts": ["111122223333", "all"]}, type="aws_db_cluster_snapshot"),
            passes({"shared_accounts": ["111122223333"]}),
            passes({}),
            undetermined({"shared_accounts": UNKNOWN}),
        ),
    )(Attribute("shared_accounts", Operator.HAS_NONE, "everybody may restore it", expected=("all",))),
)
