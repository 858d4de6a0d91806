"""A group of EKS nodes: as many instances, with their disks, as it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.aws_machines import EBS, ec2, launched
from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, always, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL = "t3.medium"


@cost_model("aws_eks_node_group", keeps=always)
def aws_eks_node_group(group: Resource) -> Iterator[Component]:
    count = group.first("scaling_config").number("desired_size")
    if group.text("capacity_type", "ON_DEMAND", computed=True) != "ON_DEMAND":
        raise UnpricedError("Spot prices vary, so spot nodes are not priced.")
    kinds = group.texts("instance_types", computed=True)
    if len(kinds) > 1:
        raise UnpricedError("Several instance types are allowed, which leaves open which ones will run.")
    system = _system(group)
    if group.blocks("launch_template"):
        template = group.related("aws_launch_template")
        kind = "".join(kinds) or template.text("instance_type", USUAL)
        yield from launched(template, count, kind, system)
        return
    kind = kinds[0] if kinds else USUAL
    yield ec2(kind, count, system, group.assumed(instance_types=kind))
    usual = 50 if system == "windows" else 20
    disk = group.number("disk_size", usual, computed=True)
    note = group.assumed(disk_size=f"{usual} GB")
    yield Component("Node volume (gp2)", EBS, "storage gp2", disk * count, "GB", note)


def _system(group: Resource) -> str:
    """Empty where an image of one's own decides, which the launch template names."""
    image = group.text("ami_type", "AL2_x86_64", computed=True)
    return "" if image == "CUSTOM" else "windows" if image.startswith("WINDOWS") else "linux"
