"""A persistent disk, in one zone or in two: its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, on_top
from gitops_portal.core.pricing.google_machines import google_disk

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {"pd-standard": 500, "pd-ssd": 100, "pd-balanced": 100, "pd-extreme": 1000, "hyperdisk-extreme": 1000}

PROVISIONED = ("pd-extreme", "hyperdisk-extreme")
"""Disks whose IOPS are paid for each."""


@cost_model("google_compute_disk", "google_compute_region_disk")
def google_compute_disk(disk: Resource) -> Iterator[Component]:
    kind = disk.text("type", "pd-standard").rpartition("/")[2]
    if disk.says("image") or disk.says("snapshot"):
        yield google_disk("Storage", kind, disk.number("size"), "", disk.type)
    else:
        size = SIZES.get(kind, 0)
        note = disk.assumed(size=f"{size} GB")
        yield google_disk("Storage", kind, disk.number("size", size, computed=True), note, disk.type)
    if kind in PROVISIONED:
        yield _iops(disk, kind)
    elif disk.says("provisioned_iops"):
        yield on_top("Provisioned IOPS")
    if disk.says("provisioned_throughput"):
        yield on_top("Provisioned throughput")


def _iops(disk: Resource, kind: str) -> Component:
    if not disk.says("provisioned_iops"):
        return on_top("Provisioned IOPS", "the plan does not say how many, so they come on top of the sum")
    iops = disk.number("provisioned_iops")
    return Component("Provisioned IOPS", "google_compute_disk", f"provisioned_iops {kind}", iops, "IOPS")
