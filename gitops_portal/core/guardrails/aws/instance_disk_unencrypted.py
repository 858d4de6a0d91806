"""The disk of an instance that is not encrypted can be read from its snapshots and from lost disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Action, Severity
from gitops_portal.core.rules.accounts import encrypts_new_disks
from gitops_portal.core.rules.part import any_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "instance-disk-unencrypted",
    "Disks of instances are encrypted",
    Severity.HIGH,
    types={"aws_instance", "aws_launch_configuration"},
    why="What an instance writes to an unencrypted disk can be read from every snapshot of it.",
    remedy=("root_block_device {\n  encrypted = true\n}\nand encrypted = true in every ebs_block_device."),
    references=("CKV_AWS_8", "CIS AWS 3.0.0 2.2.1", "NIST SC-28"),
)
def instance_disk_unencrypted(instance: Subject, facts: Facts) -> Iterator[Objection]:
    by_account = _is_made(instance) and encrypts_new_disks(instance, facts)
    root = instance.blocks("root_block_device", computed=True)
    said = any_of(bool(root), by_account)
    yield from expect(said, "root_block_device", "no root_block_device says that the root disk is encrypted")
    for disk in (*root, *instance.blocks("ebs_block_device", computed=True)):
        encrypted = any_of(disk.flag("encrypted"), present(disk.text("snapshot_id")), by_account)
        yield from expect(encrypted, disk.at("encrypted"), "the disk is not encrypted")


def _is_made(instance: Subject) -> bool:
    """Whether its disks are still to be made: those of a launch configuration are, at every launch."""
    return instance.change.type == "aws_launch_configuration" or instance.change.action in {
        Action.CREATE,
        Action.REPLACE,
    }
