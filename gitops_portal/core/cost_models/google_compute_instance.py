"""A Compute Engine instance: hours, boot disk, local disks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model
from gitops_portal.core.pricing.machines import GPU_FAMILIES, google_boot_disk, google_machine

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("google_compute_instance")
def google_compute_instance(instance: Resource) -> Iterator[Component]:
    kind, scheduling = instance.text("machine_type"), instance.block("scheduling", computed=True)
    cheap = scheduling.text("provisioning_model", "STANDARD", computed=True) == "SPOT"
    spot = cheap or scheduling.flag("preemptible")
    if instance.blocks("guest_accelerator", computed=True) and not kind.startswith(GPU_FAMILIES):
        raise UnpricedError("Attached GPUs are not priced.")
    yield google_machine(kind, ONE, spot=spot)
    yield from google_boot_disk(instance, ONE)
    disks = len(instance.blocks("scratch_disk"))
    if disks:
        item = "local_ssd_provisioned_storage spot" if spot else "local_ssd_provisioned_storage"
        yield Component("Local SSD", "google_compute_instance", item, Decimal(375 * disks), "GB")
