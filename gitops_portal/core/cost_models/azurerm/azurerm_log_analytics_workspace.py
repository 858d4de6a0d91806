"""A Log Analytics workspace: what is ingested and retained, by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "azurerm_log_analytics_workspace"


@cost_model("azurerm_log_analytics_workspace")
def azurerm_log_analytics_workspace(workspace: Resource) -> Iterator[Component]:
    if workspace.text("sku", "PerGB2018", computed=True) == "CapacityReservation":
        raise UnpricedError("Commitment tiers of Log Analytics are not priced.")
    yield used("Log data ingestion", SHELF, "log_data_ingestion")
    yield used("Log data retention", SHELF, "log_data_retention")
