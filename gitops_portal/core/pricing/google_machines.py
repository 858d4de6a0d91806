"""What machines of Compute Engine are made of, hours and disks: for the cost models of whatever runs on them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, Stated, UnpricedError, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Value

GPU_FAMILIES = ("a2", "a3", "g2", "g4")
"""Machines whose price includes their GPUs."""

LICENCES = {
    "windows-sql": "Windows Server and SQL Server",
    "windows": "Windows Server",
    "rhel": "Red Hat Enterprise Linux",
    "sles": "SUSE Linux Enterprise",
}
"""By the projects and names of images."""

DISK_ITEMS = {
    "pd-standard": "standard_provisioned_storage pd-standard",
    "pd-ssd": "ssd_provisioned_storage pd-ssd",
    "pd-balanced": "balanced_provisioned_storage pd-balanced",
    "pd-extreme": "extreme_provisioned_storage pd-extreme",
    "hyperdisk-extreme": "hyperdisk_provisioned_storage hyperdisk-extreme",
}


def google_machine(kind: str, count: Decimal, *, spot: bool = False) -> Component:
    item = f"{kind} spot" if spot else kind
    return Component(f"Instance ({item})", "google-compute", item, HOURS * count)


def google_disk(
    name: str, kind: str, gigabytes: Decimal, note: str = "", shelf: str = "google_compute_disk"
) -> Component:
    kind = kind.rpartition("/")[2]  # a type may be given as a link
    if kind not in DISK_ITEMS:
        raise UnpricedError(f"Disks of type {kind} have no price in the price book.")
    return Component(f"{name} ({kind})", shelf, DISK_ITEMS[kind], gigabytes, "GB", note)


def google_image(name: Value) -> Iterator[Component]:
    """The licence of an image, told by the project that publishes it."""
    words = name.lower() if isinstance(name, str) else ""
    for publisher, licence in LICENCES.items():
        if publisher in words:
            yield on_top(f"Licence of {licence}")
            return


def google_node_config(config: Stated, nodes: Decimal) -> Iterator[Component]:
    """The machines and disks of a pool of Kubernetes nodes."""
    kind = config.text("machine_type", "e2-medium", computed=True)
    spot = config.flag("preemptible") or config.flag("spot")
    yield google_machine(kind, nodes, spot=spot)
    if config.blocks("guest_accelerator", computed=True) and not kind.startswith(GPU_FAMILIES):
        raise UnpricedError("Attached GPUs of a node pool are not priced.")
    yield from google_image(config.get("image_type"))
    yield from _local_disks(config, nodes, spot=spot)
    size = config.number("disk_size_gb", 100, computed=True)
    note = config.assumed(machine_type="e2-medium", disk_size_gb="100 GB", disk_type="pd-standard")
    yield google_disk("Node disk", config.text("disk_type", "pd-standard", computed=True), size * nodes, note)


def google_local_ssd(disks: Decimal, *, spot: bool) -> Component:
    item = "local_ssd_provisioned_storage spot" if spot else "local_ssd_provisioned_storage"
    return Component("Local SSD", "google_compute_instance", item, 375 * disks, "GB")


def _local_disks(config: Stated, nodes: Decimal, *, spot: bool) -> Iterator[Component]:
    named = ("ephemeral_storage_local_ssd_config", "local_nvme_ssd_block_config", "ephemeral_storage_config")
    blocks = (config, *(block for name in named for block in config.blocks(name, computed=True)))
    disks = sum((block.number("local_ssd_count", 0, computed=True) for block in blocks), Decimal(0))
    if disks:
        yield google_local_ssd(disks * nodes, spot=spot)


def google_zones(place: Resource, location: str) -> int:
    """How many zones a cluster or a pool of nodes spans: the nodes of a count are per zone."""
    listed = place.length("node_locations", computed=True)
    return listed or (1 if location.count("-") > 1 else 3)


def google_boot_disk(machine: Stated, count: Decimal) -> Iterator[Component]:
    disk = machine.first("boot_disk")
    if disk.get("source") and not disk.says("initialize_params"):
        return  # a disk of its own, billed there
    made = disk.first("initialize_params", computed=True)
    size = made.number("size", 10, computed=True)
    note = made.assumed(size="10 GB", type="pd-standard")
    yield google_disk("Boot disk", made.text("type", "pd-standard", computed=True), size * count, note)
    yield from google_image(made.get("image"))
