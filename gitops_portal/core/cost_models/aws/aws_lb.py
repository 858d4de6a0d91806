"""An application, network or gateway load balancer: hours, and capacity units by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_lb", "aws_alb")
def aws_lb(balancer: Resource) -> Iterator[Component]:
    kind = balancer.text("load_balancer_type", "application")
    yield Component(f"{kind.capitalize()} load balancer", "aws_lb", f"{kind}_load_balancer {kind}", HOURS)
    yield used("Capacity units", "aws_lb", f"load_balancer_capacity_units {kind}")
    if balancer.first("minimum_load_balancer_capacity").says("capacity_units"):
        yield on_top("Capacity units that are reserved")
