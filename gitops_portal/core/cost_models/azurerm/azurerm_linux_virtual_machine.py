"""A Linux virtual machine: hours and its OS disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.azure_machines import azure_image, azure_os_disk, azure_terms, azure_vm
from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_linux_virtual_machine")
def azurerm_linux_virtual_machine(machine: Resource) -> Iterator[Component]:
    azure_terms(machine)
    yield azure_vm(machine.text("size"), "linux", ONE)
    yield from azure_os_disk(machine, ONE)
    yield from azure_image(machine)
