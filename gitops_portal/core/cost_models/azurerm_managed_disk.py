"""A managed disk: one tier, the next size up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, used
from gitops_portal.core.pricing.machines import azure_disk

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_managed_disk")
def azurerm_managed_disk(disk: Resource) -> Iterator[Component]:
    yield azure_disk("Disk", disk.text("storage_account_type"), disk.number("disk_size_gb"))
    if not disk.text("storage_account_type").startswith("Premium"):
        yield used("Disk operations", "azurerm_managed_disk", "disk_operations")
