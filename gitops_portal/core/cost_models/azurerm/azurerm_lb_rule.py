"""A rule of a load balancer: hours, where the load balancer is not a basic one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("azurerm_lb_rule", "azurerm_lb_outbound_rule")
def azurerm_lb_rule(rule: Resource) -> Iterator[Component]:
    if rule.related("azurerm_lb").text("sku", "Standard") != "Basic":
        yield Component("Rule", "azurerm_lb_rule", "rule_usage", HOURS)
