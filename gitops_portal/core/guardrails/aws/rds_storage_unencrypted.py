"""A database that is not encrypted can be read from its files, snapshots and backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import any_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


@guardrail(
    "rds-storage-unencrypted",
    "RDS databases are encrypted",
    Severity.HIGH,
    types={"aws_db_instance"},
    why="Files, snapshots and backups of an unencrypted database can be read by whoever gets hold of them.",
    remedy=(
        "Set storage_encrypted = true. An existing database has to be restored from an encrypted copy of its snapshot."
    ),
    references=("CKV_AWS_16", "CIS AWS 3.0.0 2.3.1", "CIS AWS 5.0.0 2.2.1", "FSBP RDS.3", "NIST SC-28"),
)
def rds_storage_unencrypted(database: Subject, _facts: Facts) -> Iterator[Objection]:
    inherited = present(database.text("replicate_source_db"))
    encrypted = any_of(database.flag("storage_encrypted", unset=_by_origin(database)), inherited)
    yield from expect(encrypted, "storage_encrypted", "the database's storage is not encrypted")


def _by_origin(database: Subject) -> Truth:
    """What is restored is encrypted as its origin was, which the plan does not show."""
    by_snapshot = present(database.text("snapshot_identifier"))
    return UNKNOWN if any_of(by_snapshot, bool(database.blocks("restore_to_point_in_time"))) else None
