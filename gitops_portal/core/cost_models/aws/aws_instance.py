"""An EC2 instance: hours, its volumes, detailed monitoring; what it leaves open stands in its launch template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.aws_machines import (
    apart,
    ec2,
    ec2_root,
    ec2_system,
    mapped,
    monitoring,
    on_demand,
    public_address,
)
from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, always, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SURCHARGED = ("c1.", "c3.", "g2.", "i2.", "m1.", "m2.", "m3.", "r3.")
"""Families of which EBS optimisation costs extra."""


@cost_model("aws_instance", keeps=always)
def aws_instance(instance: Resource) -> Iterator[Component]:
    if instance.blocks("instance_market_options", computed=True):
        raise UnpricedError("Spot prices vary, so spot instances are not priced.")
    if instance.text("tenancy", "default", computed=True) != "default" or instance.says("host_id"):
        raise UnpricedError("Dedicated tenancy is not priced.")
    template = _template(instance)
    kind = _of(instance, template, "instance_type").text("instance_type")
    imaged = _of(instance, template, "ami")
    yield ec2(kind, ONE, *ec2_system(imaged, "ami" if imaged is instance else "image_id"))
    watched = template.first("monitoring").flag("enabled") if template else False
    if instance.flag("monitoring", default=watched, computed=True):
        yield monitoring(ONE)
    yield from _volumes(instance, template)
    if kind.startswith(SURCHARGED) and _of(instance, template, "ebs_optimized").flag("ebs_optimized", computed=True):
        yield on_top("EBS optimisation")
    if instance.first("credit_specification", computed=True).get("cpu_credits") == "unlimited":
        yield used("CPU credits beyond those earned", "aws_instance", "cpu_credits")
    yield from apart(instance)
    yield from public_address(instance)


def _template(instance: Resource) -> Resource | None:
    """Its launch template, where that still decides something: of an instance that exists, all is known."""
    if not instance.blocks("launch_template") or all(map(instance.says, ("instance_type", "root_block_device"))):
        return None
    template = instance.related("aws_launch_template")
    on_demand(template)
    return template


def _of(instance: Resource, template: Resource | None, attribute: str) -> Resource:
    return template if template and not instance.says(attribute) else instance


def _volumes(instance: Resource, template: Resource | None) -> Iterator[Component]:
    own = instance.says("root_block_device") or instance.says("ebs_block_device")
    yield from mapped(template, ONE) if template and not own else ec2_root(instance)
