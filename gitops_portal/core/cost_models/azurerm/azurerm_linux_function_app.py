"""A function app: executions by use on a consumption plan; on any other the plan pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_linux_function_app", "azurerm_windows_function_app")
def azurerm_linux_function_app(app: Resource) -> Iterator[Component]:
    plan = app.related("azurerm_service_plan").text("sku_name")
    if plan.startswith("FC"):
        raise UnpricedError(f"Functions on a plan of type {plan} are not priced.")
    if plan == "Y1":
        yield used("Executions", app.type, "executions")
        yield used("Execution time", app.type, "execution_time")
