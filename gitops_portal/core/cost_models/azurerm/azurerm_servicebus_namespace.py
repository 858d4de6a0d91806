"""A Service Bus namespace: its base charge or its messaging units; operations by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "azurerm_servicebus_namespace"


@cost_model("azurerm_servicebus_namespace")
def azurerm_servicebus_namespace(namespace: Resource) -> Iterator[Component]:
    tier = namespace.text("sku")
    if tier == "Premium":
        yield Component("Messaging units", SHELF, "messaging_units", namespace.number("capacity"), "units")
        return
    if tier == "Standard":
        yield Component("Base charge", SHELF, "base_charge", HOURS)
    yield used("Operations", SHELF, "messaging_operations" if tier == "Basic" else "messaging_operations 13M-100M")
