"""An autoscaling group: as many instances of its launch template as it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.aws_machines import launched
from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, counted, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.model import Value


def _on_a_version(group: Mapping[str, Value]) -> bool:
    """Only by `$Latest` a group takes up every new version of its launch template; any other is set by somebody."""
    templates = group.get("launch_template")
    blocks = templates if isinstance(templates, list) else []
    return not any(isinstance(one, dict) and one.get("version") == "$Latest" for one in blocks)


@cost_model("aws_autoscaling_group", keeps=_on_a_version)
def aws_autoscaling_group(group: Resource) -> Iterator[Component]:
    count = group.number("desired_capacity") if group.says("desired_capacity") else group.number("min_size", 1)
    if group.blocks("mixed_instances_policy", computed=True):
        raise UnpricedError("A mixed instances policy leaves open which instances will run.")
    kind = "aws_launch_template" if group.blocks("launch_template") else "aws_launch_configuration"
    yield from counted(launched(group.related(kind), count), group.assumed(desired_capacity=f"{count:f}"))
    if group.blocks("warm_pool"):
        yield on_top("Instances that are kept in the warm pool")
