"""A Linux virtual machine: hours and its OS disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model
from gitops_portal.core.pricing.machines import azure_os_disk, azure_vm

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_linux_virtual_machine")
def azurerm_linux_virtual_machine(machine: Resource) -> Iterator[Component]:
    if machine.text("priority", "Regular") == "Spot":
        raise UnpricedError("Spot prices vary, so spot machines are not priced.")
    yield azure_vm(machine.text("size"), "linux", ONE)
    yield from azure_os_disk(machine, ONE)
