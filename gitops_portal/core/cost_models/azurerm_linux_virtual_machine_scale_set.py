"""A scale set: machines and disks of as many instances as it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model
from gitops_portal.core.pricing.machines import azure_disk, azure_os_disk, azure_vm

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEMS = {"azurerm_windows_virtual_machine_scale_set": "windows", "azurerm_linux_virtual_machine_scale_set": "linux"}


@cost_model(*SYSTEMS)
def azurerm_linux_virtual_machine_scale_set(machines: Resource) -> Iterator[Component]:
    if machines.text("priority", "Regular") == "Spot":
        raise UnpricedError("Spot prices vary, so spot machines are not priced.")
    count = machines.number("instances")
    system = "linux" if machines.says("license_type") else SYSTEMS[machines.type]
    yield azure_vm(machines.text("sku"), system, count)
    yield from azure_os_disk(machines, count)
    for disk in machines.blocks("data_disk"):
        yield azure_disk("Data disk", disk.text("storage_account_type"), disk.number("disk_size_gb"), count)
