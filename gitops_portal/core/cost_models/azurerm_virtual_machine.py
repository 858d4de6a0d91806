"""A virtual machine in the older resource: hours, its OS disk and its data disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model
from gitops_portal.core.pricing.machines import azure_disk, azure_vm

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_virtual_machine")
def azurerm_virtual_machine(machine: Resource) -> Iterator[Component]:
    windows = machine.blocks("os_profile_windows_config") and not machine.says("license_type")
    yield azure_vm(machine.text("vm_size"), "windows" if windows else "linux", ONE)
    for name, block in (("OS disk", "storage_os_disk"), ("Data disk", "storage_data_disk")):
        for disk in machine.blocks(block, computed=True):
            if disk.text("create_option") == "Attach":
                continue  # a managed disk of its own, billed there
            kind = disk.text("managed_disk_type", "Standard_LRS", computed=True)
            note = disk.assumed(disk_size_gb="32 GB", managed_disk_type="Standard_LRS")
            yield azure_disk(name, kind, disk.number("disk_size_gb", 32, computed=True), ONE, note)
