"""A file system: storage by use, throughput where it is provisioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "aws_efs_file_system"


@cost_model(SHELF)
def aws_efs_file_system(system: Resource) -> Iterator[Component]:
    mode = system.text("throughput_mode", "bursting", computed=True)
    if mode == "provisioned":
        speed = system.number("provisioned_throughput_in_mibps")
        note = "less what the data stored includes: 50 KiB/s a GB"
        yield Component("Provisioned throughput", SHELF, "provisioned_throughput", speed, "MBps", note)
    elif mode == "elastic":
        yield on_top("Elastic throughput, by use")
    zone = "one zone" if system.says("availability_zone_name") else "standard"
    yield used("Storage", SHELF, f"storage {zone}")
    yield used("Storage, infrequent access", SHELF, f"storage {zone}, infrequent access")
    yield used("Reads of infrequent access", SHELF, "read_requests infrequent access")
    yield used("Writes of infrequent access", SHELF, "write_requests infrequent access")
    if any(step.says("transition_to_archive") for step in system.blocks("lifecycle_policy", computed=True)):
        yield on_top("Storage, archived, by use")
