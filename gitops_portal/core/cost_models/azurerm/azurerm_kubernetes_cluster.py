"""An AKS cluster: its uptime guarantee and its default pool of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.azure_machines import azure_nodes
from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_kubernetes_cluster")
def azurerm_kubernetes_cluster(cluster: Resource) -> Iterator[Component]:
    tier = cluster.text("sku_tier", "Free")
    if tier in {"Standard", "Paid"}:
        yield Component("Uptime guarantee", "azurerm_kubernetes_cluster", "uptime_sla", HOURS)
    elif tier != "Free":
        raise UnpricedError(f"AKS clusters of tier {tier} have no price in the price book.")
    yield from azure_nodes(cluster.first("default_node_pool"))
