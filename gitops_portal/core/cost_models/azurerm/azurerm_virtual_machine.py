"""A virtual machine in the older resource: hours, its OS disk and its data disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.azure_machines import azure_disk, azure_image, azure_licensed, azure_vm
from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_virtual_machine")
def azurerm_virtual_machine(machine: Resource) -> Iterator[Component]:
    windows = machine.blocks("os_profile_windows_config") or _os(machine) == "Windows"
    system = "windows" if windows and not azure_licensed(machine) else "linux"
    yield azure_vm(machine.text("vm_size"), system, ONE)
    yield from azure_image(machine, "storage_image_reference")
    for name, block in (("OS disk", "storage_os_disk"), ("Data disk", "storage_data_disk")):
        for disk in machine.blocks(block, computed=True):
            if disk.text("create_option") == "Attach":
                continue  # a managed disk of its own, billed there
            kind = disk.text("managed_disk_type", "Standard_LRS", computed=True)
            note = disk.assumed(disk_size_gb="32 GB", managed_disk_type="Standard_LRS")
            yield azure_disk(name, kind, disk.number("disk_size_gb", 32, computed=True), ONE, note)


def _os(machine: Resource) -> str:
    """What stands on a disk that is attached ready-made."""
    return machine.first("storage_os_disk").text("os_type", "Linux", computed=True)
