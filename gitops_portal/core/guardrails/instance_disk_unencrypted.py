"""The disk of an instance that is not encrypted can be read from its snapshots and from lost disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail
from gitops_portal.core.rules.part import any_of, present

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
    references=("CKV_AWS_8", "CIS AWS 2.2.1", "NIST SC-28"),
)
def instance_disk_unencrypted(instance: Subject, _facts: Facts) -> Iterator[Objection]:
    root = instance.blocks("root_block_device")
    yield from expect(bool(root), "root_block_device", "no root_block_device says that the root disk is encrypted")
    for disk in (*root, *instance.blocks("ebs_block_device")):
        encrypted = any_of(disk.flag("encrypted"), present(disk.text("snapshot_id")))
        yield from expect(encrypted, disk.at("encrypted"), "the disk is not encrypted")
