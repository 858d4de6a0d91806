"""A flexible MySQL server: hours and storage; high availability doubles them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "azurerm_mysql_flexible_server"


@cost_model("azurerm_mysql_flexible_server")
def azurerm_mysql_flexible_server(server: Resource) -> Iterator[Component]:
    copies = 2 if server.blocks("high_availability") else 1
    sku = server.text("sku_name")
    size = server.first("storage", computed=True).number("size_gb", 20, computed=True)
    yield Component(f"Compute ({sku})", SHELF, f"compute {sku}", HOURS * copies)
    yield Component(
        "Storage",
        SHELF,
        "storage",
        size * copies,
        "GB",
        server.first("storage", computed=True).assumed(size_gb="20 GB"),
    )
    yield used("Additional backup storage", SHELF, "additional_backup_storage")
    storage = server.first("storage", computed=True)
    if storage.flag("io_scaling_enabled", computed=True) or storage.number("iops", 0, computed=True) > 300 + 3 * size:
        yield on_top("IOPS above those included")
