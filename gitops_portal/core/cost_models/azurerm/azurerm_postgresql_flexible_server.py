"""A flexible PostgreSQL server: hours and storage; high availability doubles them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.azure_machines import TIERS
from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

SHELF = "azurerm_postgresql_flexible_server"


@cost_model("azurerm_postgresql_flexible_server")
def azurerm_postgresql_flexible_server(server: Resource) -> Iterator[Component]:
    copies = 2 if server.blocks("high_availability") else 1
    sku = server.text("sku_name")
    size = server.number("storage_mb", 32_768, computed=True) / 1024
    yield Component(f"Compute ({sku})", SHELF, f"compute {sku}", HOURS * copies)
    yield Component("Storage", SHELF, "storage", size * copies, "GB", server.assumed(storage_mb="32 GB"))
    yield used("Additional backup storage", SHELF, "additional_backup_storage")
    if server.says("storage_tier") and server.text("storage_tier") != _tier(size):
        yield on_top(f"Storage of the faster tier {server.text('storage_tier')}")


def _tier(size: Decimal) -> str:
    """The tier that storage of a size has unless another one is asked for."""
    return next((f"P{tier}" for limit, tier in TIERS if size <= limit), "")
