"""A VPN gateway: hours, by SKU; data by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_virtual_network_gateway")
def azurerm_virtual_network_gateway(gateway: Resource) -> Iterator[Component]:
    if gateway.text("type") != "Vpn":
        raise UnpricedError("ExpressRoute gateways have no price in the price book.")
    sku = gateway.text("sku")
    yield Component(f"Gateway ({sku})", "azurerm_virtual_network_gateway", f"vpn_gateway {sku}", HOURS)
    yield used("Data transferred", "azurerm_virtual_network_gateway", "vpn_gateway_data_tranfer")
