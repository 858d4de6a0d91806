"""A group of EKS nodes: as many instances, with their disks, as it begins with."""

from __future__ import annotations

from collections.abc import Iterator

from gitops_portal.core.bill import Block, Component, Resource, UnpricedError, cost_model
from gitops_portal.core.machines import ec2, launched


@cost_model("aws_eks_node_group")
def aws_eks_node_group(group: Resource) -> Iterator[Component]:
    count = group.block("scaling_config").number("desired_size")
    if group.text("capacity_type", "ON_DEMAND", computed=True) != "ON_DEMAND":
        raise UnpricedError("Spot prices vary, so spot nodes are not priced.")
    if group.length("instance_types", computed=True) > 1:
        raise UnpricedError("Several instance types are allowed, which leaves open which ones will run.")
    stated = (
        next(iter(group.values.get("instance_types") or ()), None)
        if group.length("instance_types", computed=True)
        else None
    )
    if group.blocks("launch_template"):
        template = group.related("aws_launch_template")
        yield from launched(
            template, count, Block({"type": stated}, "instance_types.").text("type", "") if stated else ""
        )
        return
    kind = Block({"type": stated}, "instance_types.").text("type", "t3.medium")
    yield ec2(kind, count, group.assumed(instance_types="t3.medium"))
    disk = group.number("disk_size", 20, computed=True)
    yield Component(
        "Node volume (gp2)", "aws_ebs_volume", "storage gp2", disk * count, "GB", group.assumed(disk_size="20 GB")
    )
