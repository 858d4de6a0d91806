"""A database without backups has no way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.parameters import number
from gitops_portal.core.rules.part import Truth, any_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Unknown
    from gitops_portal.core.rules.facts import Facts, Subject


class BackedUp(Struct, frozen=True):
    """For how many days backups are kept at least."""

    days: int

    def __call__(self, database: Subject, _facts: Facts) -> Iterator[Objection]:
        kept = self._kept(database, database.number("backup_retention_period"))
        told = (
            "no automated backups are kept" if self.days == 1 else f"backups are kept for fewer days than {self.days}"
        )
        yield from expect(kept, "backup_retention_period", told)

    def _kept(self, database: Subject, days: int | Unknown | None) -> Truth:
        """A cluster has them for a day. A replica's are its source's business; what is restored keeps its origin's."""
        if days is UNKNOWN:
            return UNKNOWN
        if isinstance(days, int | float):
            return days >= self.days
        if database.change.type == "aws_rds_cluster":
            return self.days == 1
        replica = present(database.text("replicate_source_db"))
        restored = any_of(
            present(database.text("snapshot_identifier")), bool(database.blocks("restore_to_point_in_time"))
        )
        return any_of(replica, UNKNOWN if restored else False)


rds_no_backup = guardrail(
    "rds-no-backup",
    "RDS databases are backed up",
    Severity.MEDIUM,
    types={"aws_db_instance", "aws_rds_cluster"},
    why="Without automated backups nothing brings back what was deleted or overwritten, and there is no point in time.",
    remedy="Set backup_retention_period = 7 (days); an instance on which nobody sets it keeps none.",
    references=("CKV_AWS_133", "FSBP RDS.11", "NIST CP-9"),
    parameters=(number("days", "for how many days backups are kept at least", "days", most=35),),
)(BackedUp(1))
