"""RDS clusters and subscriptions to events of RDS: what each has to say, and examples of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

if TYPE_CHECKING:
    from gitops_portal.core.rules.rule import Rule

AURORA_MYSQL = Condition("engine", Operator.IS, ("aurora", "aurora-mysql"), unset=UNKNOWN)


def _events(source: str, what: str, references: tuple[str, ...], categories: tuple[str, ...]) -> Rule:
    """A subscription to one type of source has all categories that are critical, or names none and has every one."""
    listed = ", ".join(f'"{each}"' for each in categories)
    return guardrail(
        f"rds-events-missed-{source.removeprefix('db-')}",
        f"Subscriptions to events of {what} hear the critical ones",
        Severity.LOW,
        types={"aws_db_event_subscription"},
        why="Whoever subscribed is not told when something fails or is changed, and believes that all is well.",
        remedy=f"Leave event_categories out to hear everything, or name at least {listed}.",
        references=(*references, "NIST SI-4"),
        examples=(
            violates({"source_type": source, "event_categories": ["creation"]}),
            passes({"source_type": source, "event_categories": [*categories, "creation"]}),
            passes({"source_type": source}),
            passes({"source_type": "db-snapshot", "event_categories": ["creation"]}),
            undetermined({"source_type": source, "event_categories": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("event_categories", Operator.HAS, categories),
                Condition("event_categories", Operator.IS_ABSENT),
            ),
            "it does not hear all critical events",
            when=(Condition("source_type", Operator.IS, (source,)),),
        )
    )


rds_clusters = (
    guardrail(
        "rds-cluster-no-deletion-protection",
        "RDS clusters are protected from deletion",
        Severity.MEDIUM,
        types={"aws_rds_cluster"},
        why="One apply, or one call, deletes the cluster with everything in it.",
        remedy="Set deletion_protection = true.",
        references=("CKV_AWS_139", "FSBP RDS.7", "NIST CP-10"),
        examples=(
            violates({}),
            violates({"deletion_protection": False}),
            passes({"deletion_protection": True}),
            undetermined({"deletion_protection": UNKNOWN}),
        ),
    )(Attribute("deletion_protection", Operator.IS_TRUE, "it can be deleted by one call")),
    guardrail(
        "rds-cluster-no-backtrack",
        "Aurora MySQL clusters can be turned back",
        Severity.LOW,
        types={"aws_rds_cluster"},
        why="A wrong DELETE is undone within minutes by backtracking; a restore takes hours and makes another cluster.",
        remedy="Set backtrack_window = 86400 (seconds). It can only be switched on when the cluster is made.",
        references=("CKV_AWS_326", "FSBP RDS.14", "NIST CP-10"),
        examples=(
            violates({"engine": "aurora-mysql"}),
            violates({"engine": "aurora-mysql", "backtrack_window": 0}),
            passes({"engine": "aurora-mysql", "backtrack_window": 86400}),
            passes({"engine": "aurora-postgresql"}),
            passes({"engine": "aurora-mysql", "engine_mode": "serverless"}),
            undetermined({"engine": "aurora-mysql", "backtrack_window": UNKNOWN}),
        ),
    )(
        Attribute(
            "backtrack_window",
            Operator.AT_LEAST,
            "it cannot be turned back to a moment before a mistake",
            expected=(1,),
            unset=0,
            when=(AURORA_MYSQL, Condition("engine_mode", Operator.IS_NOT, ("serverless",))),
        )
    ),
    guardrail(
        "rds-cluster-default-key",
        "RDS clusters are encrypted with a key of your own",
        Severity.LOW,
        types={"aws_rds_cluster"},
        why="Who may use the default key of RDS cannot be restricted, and its snapshots cannot be shared.",
        remedy="Set kms_key_id to the ARN of a key of your own. An existing cluster has to be restored with it.",
        references=("CKV_AWS_327", "NIST SC-12"),
        examples=(
            violates({"storage_encrypted": True}),
            passes({"storage_encrypted": True, "kms_key_id": "arn:aws:kms:eu-west-1:1:key/2"}),
            passes({"storage_encrypted": False}),
            undetermined({"storage_encrypted": True, "kms_key_id": UNKNOWN}),
        ),
    )(
        Attribute(
            "kms_key_id",
            Operator.IS_SET,
            "the default key of RDS encrypts it",
            when=(Condition("storage_encrypted", Operator.IS_TRUE),),
        )
    ),
    guardrail(
        "rds-cluster-no-audit-log",
        "Aurora MySQL clusters send their audit log to CloudWatch",
        Severity.LOW,
        types={"aws_rds_cluster"},
        why="Without it nobody can tell afterwards who read or changed what.",
        remedy='Set enabled_cloudwatch_logs_exports = ["audit"], and server_audit_logging in the parameter group.',
        references=("CKV_AWS_325", "FSBP RDS.34", "PCI DSS 4.0.1 10.2.1", "NIST AU-12"),
        examples=(
            violates({"engine": "aurora-mysql"}),
            violates({"engine": "aurora-mysql", "enabled_cloudwatch_logs_exports": ["error", "slowquery"]}),
            passes({"engine": "aurora-mysql", "enabled_cloudwatch_logs_exports": ["audit", "error"]}),
            passes({"engine": "aurora-postgresql"}),
            undetermined({"engine": "aurora-mysql", "enabled_cloudwatch_logs_exports": ["error", UNKNOWN]}),
        ),
    )(
        Attribute(
            "enabled_cloudwatch_logs_exports",
            Operator.HAS,
            "no audit log leaves it",
            expected=("audit",),
            when=(AURORA_MYSQL,),
        )
    ),
    guardrail(
        "rds-events-off",
        "Subscriptions to events of RDS are switched on",
        Severity.LOW,
        types={"aws_db_event_subscription"},
        why="A subscription that is off looks like one that has nothing to tell.",
        remedy="Remove enabled = false.",
        references=("NIST SI-4",),
        examples=(
            violates({"enabled": False}),
            passes({"enabled": True}),
            passes({}),
            undetermined({"enabled": UNKNOWN}),
        ),
    )(Attribute("enabled", Operator.IS_NOT_FALSE, "it tells nobody anything")),
    _events("db-cluster", "clusters", ("FSBP RDS.19",), ("maintenance", "failure")),
    _events(
        "db-instance",
        "instances",
        ("FSBP RDS.20", "PCI DSS 4.0.1 11.5.2"),
        ("maintenance", "configuration change", "failure"),
    ),
    _events(
        "db-parameter-group", "parameter groups", ("FSBP RDS.21", "PCI DSS 4.0.1 11.5.2"), ("configuration change",)
    ),
    _events(
        "db-security-group",
        "security groups of databases",
        ("FSBP RDS.22", "PCI DSS 4.0.1 11.5.2"),
        ("configuration change", "failure"),
    ),
)
