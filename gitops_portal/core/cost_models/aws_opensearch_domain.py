"""An OpenSearch or Elasticsearch domain: hours of its nodes, and their volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Block, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


@cost_model("aws_opensearch_domain", "aws_elasticsearch_domain")
def aws_opensearch_domain(domain: Resource) -> Iterator[Component]:
    nodes = domain.block("cluster_config", computed=True)
    count = nodes.number("instance_count", 1)
    default = "m4.large.search" if domain.type == "aws_opensearch_domain" else "m4.large.elasticsearch"
    yield _nodes("Data nodes", nodes.text("instance_type", default), count)
    if nodes.flag("dedicated_master_enabled"):
        yield _nodes("Master nodes", nodes.text("dedicated_master_type"), nodes.number("dedicated_master_count"))
    if nodes.flag("warm_enabled"):
        yield _nodes("Warm nodes", nodes.text("warm_type"), nodes.number("warm_count"))
    volume = domain.block("ebs_options", computed=True)
    if volume.flag("ebs_enabled"):
        yield from _volumes(volume, count)


def _nodes(name: str, kind: str, count: Decimal) -> Component:
    item = kind.replace(".elasticsearch", ".search")
    return Component(f"{name} ({kind})", "aws-opensearch", item, HOURS * count)


def _volumes(volume: Block, count: Decimal) -> Iterator[Component]:
    kind, size = volume.text("volume_type", "gp2", computed=True), volume.number("volume_size")
    yield Component(f"Storage ({kind})", "aws_elasticsearch_domain", f"storage {kind}", size * count, "GB")
    if kind == "io1":
        iops = volume.number("iops") * count
        yield Component("Provisioned IOPS", "aws_elasticsearch_domain", "storage_iops io1", iops, "IOPS")
