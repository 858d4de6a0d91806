"""An autoscaling group: as many instances of its launch template as it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.aws_machines import launched
from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, counted, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_autoscaling_group")
def aws_autoscaling_group(group: Resource) -> Iterator[Component]:
    count = group.number("desired_capacity") if group.says("desired_capacity") else group.number("min_size", 1)
    if group.blocks("mixed_instances_policy", computed=True):
        raise UnpricedError("A mixed instances policy leaves open which instances will run.")
    kind = "aws_launch_template" if group.blocks("launch_template") else "aws_launch_configuration"
    yield from counted(launched(group.related(kind), count), group.assumed(desired_capacity=f"{count:f}"))
    if group.blocks("warm_pool"):
        yield on_top("Instances that are kept in the warm pool")
