"""A database without backups has no way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import Truth, any_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "rds-no-backup",
    "RDS databases are backed up",
    Severity.MEDIUM,
    types={"aws_db_instance", "aws_rds_cluster"},
    why="Without automated backups nothing brings back what was deleted or overwritten, and there is no point in time.",
    remedy="Set backup_retention_period = 7 (days); an instance on which nobody sets it keeps none.",
    references=("CKV_AWS_133", "FSBP RDS.11", "NIST CP-9"),
)
def rds_no_backup(database: Subject, _facts: Facts) -> Iterator[Objection]:
    days = database.number("backup_retention_period")
    kept: Truth = UNKNOWN if days is UNKNOWN else _by_default(database) if days is None else days > 0
    yield from expect(kept, "backup_retention_period", "no automated backups are kept")


def _by_default(database: Subject) -> Truth:
    """A cluster keeps them for a day. A replica's are its source's business; what is restored keeps its origin's."""
    if database.change.type == "aws_rds_cluster":
        return True
    replica = present(database.text("replicate_source_db"))
    restored = any_of(present(database.text("snapshot_identifier")), bool(database.blocks("restore_to_point_in_time")))
    return any_of(replica, UNKNOWN if restored else False)
