"""A cluster of databases that is not encrypted can be read from its files, snapshots and backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import any_of, one_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


@guardrail(
    "aurora-unencrypted",
    "RDS clusters are encrypted",
    Severity.HIGH,
    types={"aws_rds_cluster"},
    why="Files, snapshots and backups of an unencrypted cluster can be read by whoever gets hold of them.",
    remedy="Set storage_encrypted = true. An existing cluster has to be restored from a snapshot, with a key.",
    references=("CKV_AWS_96", "CIS AWS 3.0.0 2.3.1", "CIS AWS 5.0.0 2.2.1", "FSBP RDS.27", "NIST SC-28"),
)
def aurora_unencrypted(cluster: Subject, _facts: Facts) -> Iterator[Objection]:
    said = cluster.flag("storage_encrypted")
    encrypted = _unless_said(cluster) if said is None else said
    yield from expect(encrypted, "storage_encrypted", "the cluster's storage is not encrypted")


def _unless_said(cluster: Subject) -> Truth:
    """Serverless clusters of version 1 are encrypted always. What is copied is as its origin, which nobody shows."""
    serverless = one_of(cluster.text("engine_mode", unset="provisioned"), {"serverless"})
    origins = ("snapshot_identifier", "replication_source_identifier", "global_cluster_identifier")
    copied = any_of(
        *(present(cluster.text(name)) for name in origins),
        *(bool(cluster.blocks(name)) for name in ("restore_to_point_in_time", "s3_import")),
    )
    return any_of(serverless, UNKNOWN if copied else False)
