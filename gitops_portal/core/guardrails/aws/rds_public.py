"""A database that the internet can reach is attacked within the hour."""

from __future__ import annotations

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

rds_public = guardrail(
    "rds-public",
    "RDS databases are not public",
    Severity.CRITICAL,
    types={"aws_db_instance", "aws_rds_cluster_instance"},
    why="A database with a public address is one password or one flaw away from everybody.",
    remedy="Set publicly_accessible = false and reach it through the VPC.",
    references=(
        "CKV_AWS_17",
        "CIS AWS 3.0.0 2.3.3",
        "CIS AWS 5.0.0 2.2.3",
        "FSBP RDS.2",
        "PCI DSS 4.0.1 1.4.4",
        "NIST AC-3",
        "NIST SC-7",
    ),
)(Attribute("publicly_accessible", Operator.IS_NOT_TRUE, "the database gets an address that the internet can reach"))
