"""A group of Compute Engine instances: as many of its template as it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model
from gitops_portal.core.pricing.google_machines import google_disk, google_image, google_machine

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("google_compute_instance_group_manager", "google_compute_region_instance_group_manager")
def google_compute_instance_group_manager(group: Resource) -> Iterator[Component]:
    count, template = group.number("target_size"), group.related("google_compute_instance_template")
    scheduling = template.first("scheduling", computed=True)
    cheap = scheduling.text("provisioning_model", "STANDARD", computed=True) == "SPOT"
    if template.blocks("guest_accelerator"):
        raise UnpricedError("Attached GPUs are not priced.")
    yield google_machine(template.text("machine_type"), count, spot=cheap or scheduling.flag("preemptible"))
    for disk in template.blocks("disk"):
        if not disk.get("source"):
            size = disk.number("disk_size_gb", 10, computed=True) * count
            note = disk.assumed(disk_size_gb="10 GB", disk_type="pd-standard")
            yield google_disk("Disk", disk.text("disk_type", "pd-standard", computed=True), size, note)
            yield from google_image(disk.get("source_image"))
