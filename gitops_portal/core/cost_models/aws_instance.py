"""An EC2 instance: hours, its volumes, detailed monitoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model
from gitops_portal.core.pricing.machines import ec2, ec2_root, monitoring

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_instance")
def aws_instance(instance: Resource) -> Iterator[Component]:
    if instance.blocks("instance_market_options", computed=True):
        raise UnpricedError("Spot prices vary, so spot instances are not priced.")
    if instance.text("tenancy", "default", computed=True) != "default":
        raise UnpricedError("Dedicated tenancy is not priced.")
    templated = not instance.says("instance_type") and instance.blocks("launch_template")
    source = instance.related("aws_launch_template") if templated else instance
    yield ec2(source.text("instance_type"), ONE)
    if instance.flag("monitoring", computed=True):
        yield monitoring(ONE)
    yield from ec2_root(instance)
