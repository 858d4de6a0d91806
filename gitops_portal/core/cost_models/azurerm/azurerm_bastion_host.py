"""A bastion host of the basic tier: hours; data by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_bastion_host")
def azurerm_bastion_host(host: Resource) -> Iterator[Component]:
    tier = host.text("sku", "Basic")
    if tier != "Basic":
        raise UnpricedError(f"Bastion hosts of tier {tier} have no price in the price book.")
    yield Component("Bastion host", "azurerm_bastion_host", "bastion_host", HOURS)
    yield used("Outbound data transfer", "azurerm_bastion_host", "outbound_data_transfer first 10TB")
