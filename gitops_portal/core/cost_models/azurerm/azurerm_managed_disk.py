"""A managed disk: one tier, the next size up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from gitops_portal.core.pricing.azure_machines import azure_disk
from gitops_portal.core.pricing.bill import Component, Resource, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator


SHELF = "azurerm_managed_disk"


@cost_model(SHELF)
def azurerm_managed_disk(disk: Resource) -> Iterator[Component]:
    kind = disk.text("storage_account_type")
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
