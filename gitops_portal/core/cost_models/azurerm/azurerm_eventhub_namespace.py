"""An Event Hubs namespace: its units; events by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "azurerm_eventhub_namespace"


@cost_model("azurerm_eventhub_namespace")
def azurerm_eventhub_namespace(namespace: Resource) -> Iterator[Component]:
    if namespace.says("dedicated_cluster_id"):
        raise UnpricedError("Dedicated Event Hubs clusters are not priced.")
    tier, units = namespace.text("sku"), namespace.number("capacity", 1)
    yield Component(f"Units ({tier})", SHELF, f"capacity {tier}", max(ONE, units), "units")
    if tier != "Premium":
        yield used("Ingress events", SHELF, f"ingress_event {tier}")
