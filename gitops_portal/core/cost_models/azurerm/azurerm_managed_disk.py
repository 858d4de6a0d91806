"""A managed disk: one tier, the next size up; an ultra disk by its size, IOPS and throughput."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gitops_portal.core.pricing.azure_machines import azure_disk
from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator


SHELF = "azurerm_managed_disk"
ULTRA = (4, 8, 16, 32, 64, 128, 256, 512)
"""The sizes of ultra disks in GB; beyond them, multiples of 1024."""


@cost_model(SHELF)
def azurerm_managed_disk(disk: Resource) -> Iterator[Component]:
    kind = disk.text("storage_account_type")
    if kind == "UltraSSD_LRS":
        yield from _ultra(disk)
        return
    paid = azure_disk("Disk", kind, disk.number("disk_size_gb"))
    tier = disk.text("tier") if disk.says("tier") else ""
    if tier and f" {tier}," not in paid.item:  # a faster tier than its size has
        paid = replace(paid, name=f"Disk ({tier})", item=f"storage {tier}, {kind.partition('_')[2]}")
    yield paid
    if disk.number("max_shares", 1, computed=True) > 1:
        yield on_top("Mounts of a shared disk beyond the first")
    if disk.flag("on_demand_bursting_enabled"):
        yield on_top("Bursting on demand")
    if not kind.startswith("Premium"):
        yield used("Disk operations", SHELF, "disk_operations")


def _ultra(disk: Resource) -> Iterator[Component]:
    """An ultra disk is billed by its size, its IOPS and its throughput, each as provisioned."""
    size = disk.number("disk_size_gb")
    if size not in ULTRA and (not size or size % 1024):
        raise UnpricedError(f"Ultra disks of {size:f} GB are billed by a larger size, which is not told.")
    yield Component("Disk (UltraSSD_LRS)", SHELF, "storage ultra, 2048 GiB", size, "GiB")
    yield Component("Provisioned IOPS", SHELF, "provisioned_iops", disk.number("disk_iops_read_write"), "IOPS")
    yield Component("Provisioned throughput", SHELF, "throughput", disk.number("disk_mbps_read_write"), "MB/s")
