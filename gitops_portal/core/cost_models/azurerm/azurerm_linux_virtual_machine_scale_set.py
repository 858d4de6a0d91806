"""A scale set: machines and disks of as many instances as it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.azure_machines import (
    azure_disk,
    azure_image,
    azure_licensed,
    azure_os_disk,
    azure_terms,
    azure_vm,
)
from gitops_portal.core.pricing.bill import Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEMS = {"azurerm_windows_virtual_machine_scale_set": "windows", "azurerm_linux_virtual_machine_scale_set": "linux"}


@cost_model(*SYSTEMS)
def azurerm_linux_virtual_machine_scale_set(machines: Resource) -> Iterator[Component]:
    azure_terms(machines)
    count = machines.number("instances")
    system = "linux" if azure_licensed(machines) else SYSTEMS[machines.type]
    yield azure_vm(machines.text("sku"), system, count)
    yield from azure_os_disk(machines, count)
    for disk in machines.blocks("data_disk"):
        yield azure_disk("Data disk", disk.text("storage_account_type"), disk.number("disk_size_gb"), count)
    yield from azure_image(machines)
