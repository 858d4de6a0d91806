"""A container registry: days, by tier; storage beyond what is included by use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_container_registry")
def azurerm_container_registry(registry: Resource) -> Iterator[Component]:
    tier = registry.text("sku")
    days = Decimal(30 * (1 + len(registry.blocks("georeplications"))))
    yield Component(f"Registry ({tier})", "azurerm_container_registry", f"registry_usage {tier}", days, "days")
    yield used("Storage over 10 GB", "azurerm_container_registry", "storage over 10GB")
