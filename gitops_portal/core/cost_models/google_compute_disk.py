"""A persistent disk, in one zone or in two: its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model
from gitops_portal.core.pricing.machines import google_disk

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {"pd-standard": 500, "pd-ssd": 100, "pd-balanced": 100, "pd-extreme": 1000, "hyperdisk-extreme": 1000}


@cost_model("google_compute_disk", "google_compute_region_disk")
def google_compute_disk(disk: Resource) -> Iterator[Component]:
    kind = disk.text("type", "pd-standard").rpartition("/")[2]
    if disk.says("image") or disk.says("snapshot"):
        yield google_disk("Storage", kind, disk.number("size"), "", disk.type)
        return
    size = SIZES.get(kind, 0)
    note = disk.assumed(size=f"{size} GB")
    yield google_disk("Storage", kind, disk.number("size", size, computed=True), note, disk.type)
