"""A public IP address: hours, by tier and allocation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_public_ip")
def azurerm_public_ip(address: Resource) -> Iterator[Component]:
    tier, kind = address.text("sku_tier", "Regional"), address.text("allocation_method")
    sku = address.text("sku", "Standard" if kind == "Static" else "Basic")
    yield Component(f"IP address ({sku}, {kind})", "azurerm_public_ip", f"ip_address {sku} {tier} {kind}", HOURS)
