"""A volume that is not encrypted can be read from its snapshots and from lost disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Action, Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail
from gitops_portal.core.rules.part import any_of, present

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


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
    references=("CKV_AWS_3", "CIS AWS 2.2.1", "NIST SC-28"),
)
def ebs_volume_unencrypted(volume: Subject, facts: Facts) -> Iterator[Objection]:
    by_snapshot = UNKNOWN if present(volume.text("snapshot_id", unset=None)) else None
    encrypted = any_of(volume.flag("encrypted", unset=by_snapshot), _by_account(volume, facts))
    yield from expect(encrypted, "encrypted", "the volume is not encrypted")


def _by_account(volume: Subject, facts: Facts) -> Truth:
    """Where the account encrypts every new volume by itself, what the volume says is no evidence."""
    defaults = [each for each in facts.standing("aws_ebs_encryption_by_default") if each.flag("enabled") is not False]
    if volume.change.action not in {Action.CREATE, Action.REPLACE} or not defaults:
        return False
    in_force = any(
        default.change.action is Action.NO_OP
        and default.flag("enabled") in {True, None}
        and default.change.region == volume.change.region != ""
        for default in defaults
    )
    return in_force or UNKNOWN
