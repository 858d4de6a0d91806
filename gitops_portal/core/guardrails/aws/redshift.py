"""Redshift clusters: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.parameters import number
from gitops_portal.core.rules.rule import guardrail

TYPES = frozenset({"aws_redshift_cluster"})

redshift = (
    guardrail(
        "redshift-public",
        "Redshift clusters are not public",
        Severity.CRITICAL,
        types=TYPES,
        why="A data warehouse with a public address is one password or one flaw away from everybody.",
        remedy="Set publicly_accessible = false and reach it through the VPC.",
        references=("CKV_AWS_87", "FSBP Redshift.1", "PCI DSS 4.0.1 1.4.4", "NIST AC-3", "NIST SC-7"),
        examples=(
            violates({"publicly_accessible": True}),
            passes({"publicly_accessible": False}),
            # public up to version 5 of the provider, private from 6 on
            undetermined({}),
            undetermined({"publicly_accessible": UNKNOWN}),
        ),
    )(
        Attribute(
            "publicly_accessible",
            Operator.IS_NOT_TRUE,
            "the cluster gets an address that the internet can reach",
            unset=UNKNOWN,
        )
    ),
    guardrail(
        "redshift-unencrypted",
        "Redshift clusters are encrypted",
        Severity.HIGH,
        types=TYPES,
        why="Whoever gets hold of its disks or snapshots reads the whole warehouse.",
        remedy="Set encrypted = true.",
        references=("CKV_AWS_64", "FSBP Redshift.10", "NIST SC-28"),
        examples=(
            violates({"encrypted": False}),
            violates({"encrypted": "false"}),
            passes({"encrypted": True}),
            passes({"encrypted": "true"}),
            # off in older versions of the provider, on in newer ones
            undetermined({}),
        ),
    )(Attribute("encrypted", Operator.IS_TRUE, "its data is not encrypted", unset=UNKNOWN)),
    guardrail(
        "redshift-short-backup",
        "Redshift clusters keep their snapshots for {days} days",
        Severity.LOW,
        types=TYPES,
        why="A mistake that is found after the weekend has no snapshot left to return to.",
        remedy="Set automated_snapshot_retention_period = {days} (days).",
        references=("CKV_AWS_343", "FSBP Redshift.3", "NIST CP-9"),
        examples=(
            violates({}),
            violates({"automated_snapshot_retention_period": 0}),
            passes({"automated_snapshot_retention_period": 7}),
            undetermined({"automated_snapshot_retention_period": UNKNOWN}),
        ),
        parameters=(number("days", "for how many days snapshots are kept at least"),),
    )(
        Attribute(
            "automated_snapshot_retention_period",
            Operator.AT_LEAST,
            "its automated snapshots are kept for less than {days} days",
            expected=(7,),
            unset=1,
        )
    ),
    guardrail(
        "redshift-no-upgrades",
        "Redshift clusters take new versions by themselves",
        Severity.LOW,
        types=TYPES,
        why="A cluster that refuses new versions keeps the flaws of the old one.",
        remedy="Remove allow_version_upgrade = false.",
        references=("CKV_AWS_141", "FSBP Redshift.6", "NIST SI-2"),
        examples=(
            violates({"allow_version_upgrade": False}),
            passes({"allow_version_upgrade": True}),
            passes({}),
            undetermined({"allow_version_upgrade": UNKNOWN}),
        ),
    )(Attribute("allow_version_upgrade", Operator.IS_NOT_FALSE, "new versions are refused")),
    guardrail(
        "redshift-no-vpc-routing",
        "Redshift clusters load and unload through the VPC",
        Severity.MEDIUM,
        types=TYPES,
        why="COPY and UNLOAD go past the VPC otherwise, where neither its endpoints nor its flow logs see the data.",
        remedy="Set enhanced_vpc_routing = true.",
        references=("CKV_AWS_321", "FSBP Redshift.7", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"enhanced_vpc_routing": False}),
            passes({"enhanced_vpc_routing": True}),
            undetermined({"enhanced_vpc_routing": UNKNOWN}),
        ),
    )(Attribute("enhanced_vpc_routing", Operator.IS_TRUE, "what it loads and unloads goes past the VPC")),
    guardrail(
        "redshift-no-audit-log",
        "Redshift clusters log connections",
        Severity.LOW,
        types=TYPES,
        why="Without it nobody can tell afterwards who connected and what they asked for.",
        remedy=(
            'resource "aws_redshift_logging" "this" {\n'
            "  cluster_identifier   = aws_redshift_cluster.this.id\n"
            '  log_destination_type = "cloudwatch"\n'
            '  log_exports          = ["connectionlog", "userlog"]\n'
            "}"
        ),
        references=("CKV_AWS_71", "FSBP Redshift.4", "PCI DSS 4.0.1 10.2.1", "NIST AU-12"),
        examples=(
            violates({"cluster_identifier": "main"}),
            violates({"logging": [{"enable": False}]}),
            passes({"logging": [{"enable": True, "bucket_name": "logs"}]}),
            passes(
                {"cluster_identifier": "main"}, beside={"aws_redshift_logging.this": {"cluster_identifier": "main"}}
            ),
            undetermined(
                {"cluster_identifier": "main"}, beside={"aws_redshift_logging.this": {"cluster_identifier": UNKNOWN}}
            ),
            undetermined({"logging": UNKNOWN}),
        ),
    )(
        Companion(
            "aws_redshift_logging",
            "cluster_identifier",
            "nothing records who connects to it",
            unless=(Condition("logging.enable", Operator.IS_TRUE, computed=True),),
        )
    ),
)
