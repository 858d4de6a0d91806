"""A firewall: hours, by tier; data by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_firewall")
def azurerm_firewall(firewall: Resource) -> Iterator[Component]:
    tier = firewall.text("sku_tier", "Standard")
    note = firewall.assumed(sku_tier="Standard")
    yield Component(f"Deployment ({tier})", "azurerm_firewall", f"deployment {tier}", HOURS, "hours", note)
    yield used("Data processed", "azurerm_firewall", "data_processed")
