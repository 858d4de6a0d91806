"""A volume that is not encrypted can be read from its snapshots and from lost disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Action, Severity
from gitops_portal.core.rules.accounts import encrypts_new_disks
from gitops_portal.core.rules.part import any_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "ebs-volume-unencrypted",
    "EBS volumes are encrypted",
    Severity.HIGH,
    types={"aws_ebs_volume"},
    why="Data on an unencrypted volume can be read from every snapshot and every disk that gets lost.",
    remedy=(
        "Set encrypted = true (and kms_key_id for a key of your own). An existing volume has to be replaced "
        "by way of an encrypted snapshot."
    ),
    references=("CKV_AWS_3", "CIS AWS 3.0.0 2.2.1", "NIST SC-28"),
)
def ebs_volume_unencrypted(volume: Subject, facts: Facts) -> Iterator[Objection]:
    by_snapshot = UNKNOWN if present(volume.text("snapshot_id")) else None
    by_account = volume.change.action in {Action.CREATE, Action.REPLACE} and encrypts_new_disks(volume, facts)
    encrypted = any_of(volume.flag("encrypted", unset=by_snapshot), by_account)
    yield from expect(encrypted, "encrypted", "the volume is not encrypted")
