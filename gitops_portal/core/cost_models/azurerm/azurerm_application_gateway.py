"""An application gateway of the second version: hours, and capacity units by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

ITEMS = {"Standard_v2": "gateway_usage basic v2", "WAF_v2": "gateway_usage WAF v2"}
UNITS = {"Standard_v2": "v2_capacity_units basic", "WAF_v2": "v2_capacity_units WAF"}


@cost_model("azurerm_application_gateway")
def azurerm_application_gateway(gateway: Resource) -> Iterator[Component]:
    tier = gateway.first("sku").text("tier")
    if tier not in ITEMS:
        raise UnpricedError(f"Application gateways of tier {tier} have no price in the price book.")
    yield Component(f"Gateway ({tier})", "azurerm_application_gateway", ITEMS[tier], HOURS)
    instances = gateway.first("sku").number("capacity", 0) or _least(gateway)
    note = f"at least {10 * instances:f} an hour, for {instances:f} instances" if instances else ""
    yield used("Capacity units", "azurerm_application_gateway", UNITS[tier], note)


def _least(gateway: Resource) -> Decimal:
    return gateway.first("autoscale_configuration").number("min_capacity", 0)
