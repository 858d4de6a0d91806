"""An API Management service: its units; calls by use in the consumption tier."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "azurerm_api_management"


@cost_model("azurerm_api_management")
def azurerm_api_management(service: Resource) -> Iterator[Component]:
    if service.blocks("additional_location"):
        raise UnpricedError("API Management in several locations is not priced.")
    tier, _, units = service.text("sku_name").partition("_")
    if tier == "Consumption":
        yield used("Calls", SHELF, "api_management consumption")
    elif units.isascii() and units.isdigit():
        yield Component(f"Units ({tier})", SHELF, f"api_management {tier.lower()}", Decimal(units), "units")
    else:
        raise UnpricedError("sku_name does not say how many units there are.")
