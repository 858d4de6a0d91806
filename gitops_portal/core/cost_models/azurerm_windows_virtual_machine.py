"""A Windows virtual machine: hours and its OS disk; with a licence of one's own it costs what Linux costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model
from gitops_portal.core.pricing.machines import azure_os_disk, azure_vm

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_windows_virtual_machine")
def azurerm_windows_virtual_machine(machine: Resource) -> Iterator[Component]:
    if machine.text("priority", "Regular") == "Spot":
        raise UnpricedError("Spot prices vary, so spot machines are not priced.")
    licensed = machine.text("license_type", "None", computed=True) != "None"
    yield azure_vm(machine.text("size"), "linux" if licensed else "windows", ONE)
    yield from azure_os_disk(machine, ONE)
