"""A Windows virtual machine: hours and its OS disk; with a licence of one's own it costs what Linux costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.azure_machines import azure_image, azure_licensed, azure_os_disk, azure_terms, azure_vm
from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_windows_virtual_machine")
def azurerm_windows_virtual_machine(machine: Resource) -> Iterator[Component]:
    azure_terms(machine)
    yield azure_vm(machine.text("size"), "linux" if azure_licensed(machine) else "windows", ONE)
    yield from azure_os_disk(machine, ONE)
    yield from azure_image(machine)
