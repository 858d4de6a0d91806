"""A group of EKS nodes: as many instances, with their disks, as it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model
from gitops_portal.core.pricing.machines import EBS, ec2, launched

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_eks_node_group")
def aws_eks_node_group(group: Resource) -> Iterator[Component]:
    count = group.block("scaling_config").number("desired_size")
    if group.text("capacity_type", "ON_DEMAND", computed=True) != "ON_DEMAND":
        raise UnpricedError("Spot prices vary, so spot nodes are not priced.")
    kinds = group.texts("instance_types", computed=True)
    if len(kinds) > 1:
        raise UnpricedError("Several instance types are allowed, which leaves open which ones will run.")
    if group.blocks("launch_template"):
        yield from launched(group.related("aws_launch_template"), count, "".join(kinds))
        return
    kind = kinds[0] if kinds else "t3.medium"
    yield ec2(kind, count, group.assumed(instance_types=kind))
    disk = group.number("disk_size", 20, computed=True)
    yield Component("Node volume (gp2)", EBS, "storage gp2", disk * count, "GB", group.assumed(disk_size="20 GB"))
