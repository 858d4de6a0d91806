"""A managed Kafka cluster: hours and storage of its brokers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_msk_cluster")
def aws_msk_cluster(cluster: Resource) -> Iterator[Component]:
    brokers, group = cluster.number("number_of_broker_nodes"), cluster.first("broker_node_group_info")
    kind = group.text("instance_type")
    yield Component(f"Brokers ({kind})", "aws_msk_cluster", f"instance {kind}", HOURS * brokers)
    disk = group.first("storage_info", computed=True).first("ebs_storage_info", computed=True)
    size = disk.number("volume_size") * brokers if disk.says("volume_size") else None
    note = "" if size is not None else "the plan states no size, so it comes on top of the sum"
    yield Component("Storage", "aws_msk_cluster", "storage", size, "GB", note)
    if disk.first("provisioned_throughput", computed=True).flag("enabled"):
        yield on_top("Provisioned throughput of the volumes")
    if cluster.text("storage_mode", "LOCAL", computed=True) == "TIERED":
        yield on_top("Tiered storage, by use")
