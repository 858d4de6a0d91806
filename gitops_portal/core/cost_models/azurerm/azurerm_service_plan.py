"""An App Service plan: hours of its workers; a consumption plan costs nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_service_plan")
def azurerm_service_plan(plan: Resource) -> Iterator[Component]:
    sku = plan.text("sku_name")
    if sku in {"Y1", "F1"}:
        return
    hours = HOURS * plan.number("worker_count", 1, computed=True)
    item = f"instance_usage {sku} {plan.text('os_type')}"
    yield Component(f"Workers ({sku})", "azurerm_service_plan", item, hours, "hours", plan.assumed(worker_count=1))
