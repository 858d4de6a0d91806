"""A Compute Engine instance: hours, boot disk, local disks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model, used
from gitops_portal.core.pricing.google_machines import GPU_FAMILIES, google_boot_disk, google_local_ssd, google_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

STOPPED = ("TERMINATED", "SUSPENDED")


@cost_model("google_compute_instance")
def google_compute_instance(instance: Resource) -> Iterator[Component]:
    kind, scheduling = instance.text("machine_type"), instance.first("scheduling", computed=True)
    cheap = scheduling.text("provisioning_model", "STANDARD", computed=True) == "SPOT"
    spot = cheap or scheduling.flag("preemptible")
    if instance.blocks("guest_accelerator", computed=True) and not kind.startswith(GPU_FAMILIES):
        raise UnpricedError("Attached GPUs are not priced.")
    if scheduling.blocks("node_affinities", computed=True):
        raise UnpricedError("It runs on a sole-tenant node, which is billed instead, and is not priced.")
    if instance.get("desired_status") not in STOPPED:
        yield google_machine(kind, ONE, spot=spot)
    yield from google_boot_disk(instance, ONE)
    disks = len(instance.blocks("scratch_disk"))
    if disks:
        yield google_local_ssd(Decimal(disks), spot=spot)
    if any(card.blocks("access_config", computed=True) for card in instance.blocks("network_interface", computed=True)):
        note = "comes on top as long as the instance runs"
        yield used("External address", "google_compute_address", "ip_address in use on a standard VM", note)
