"""A database that the internet can reach is attacked within the hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail
from gitops_portal.core.rules.part import negate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "rds-public",
    "RDS databases are not public",
    Severity.CRITICAL,
    types={"aws_db_instance", "aws_rds_cluster_instance"},
    why="A database with a public address is one password or one flaw away from everybody.",
    remedy="Set publicly_accessible = false and reach it through the VPC.",
    references=("CKV_AWS_17", "CIS AWS 2.3.3", "FSBP RDS.2", "NIST AC-3", "NIST SC-7"),
)
def rds_public(database: Subject, _facts: Facts) -> Iterator[Objection]:
    private = negate(database.flag("publicly_accessible"))
    yield from expect(private, "publicly_accessible", "the database gets an address that the internet can reach")
