"""A pool of AKS nodes: machines and their OS disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.azure_machines import azure_nodes
from gitops_portal.core.pricing.bill import Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_kubernetes_cluster_node_pool")
def azurerm_kubernetes_cluster_node_pool(pool: Resource) -> Iterator[Component]:
    yield from azure_nodes(pool)
