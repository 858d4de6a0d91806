"""An OpenSearch or Elasticsearch domain: hours of its nodes, and their volumes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing import aws_support
from gitops_portal.core.pricing.bill import HOURS, Component, Resource, Stated, cost_model, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "aws_elasticsearch_domain"
LARGE = 170
"""GB above which a gp3 volume includes more."""

SMALL_IOPS, SMALL_SPEED, LARGE_SPEED = Decimal(3_000), 125, 250


@cost_model("aws_opensearch_domain", "aws_elasticsearch_domain")
def aws_opensearch_domain(domain: Resource) -> Iterator[Component]:
    nodes = domain.first("cluster_config", computed=True)
    count = nodes.number("instance_count", 1)
    default = "m4.large.search" if domain.type == "aws_opensearch_domain" else "m4.large.elasticsearch"
    note = nodes.assumed(instance_type=default, instance_count=1)
    yield _nodes("Data nodes", nodes.text("instance_type", default), count, note)
    if nodes.flag("dedicated_master_enabled"):
        yield _nodes("Master nodes", nodes.text("dedicated_master_type"), nodes.number("dedicated_master_count"))
    if nodes.flag("warm_enabled"):
        yield _nodes("Warm nodes", nodes.text("warm_type"), nodes.number("warm_count"))
    if nodes.first("cold_storage_options", computed=True).flag("enabled"):
        yield on_top("Cold storage, by use")
    yield from aws_support.of_search(domain)
    volume = domain.first("ebs_options", computed=True)
    if volume.flag("ebs_enabled"):
        yield from _volumes(volume, count)


def _nodes(name: str, kind: str, count: Decimal, note: str = "") -> Component:
    item = kind.replace(".elasticsearch", ".search")
    return Component(f"{name} ({kind})", "aws-opensearch", item, HOURS * count, "hours", note)


def _volumes(volume: Stated, count: Decimal) -> Iterator[Component]:
    kind, size = volume.text("volume_type", "gp2", computed=True), volume.number("volume_size")
    note = volume.assumed(volume_type="gp2")
    yield Component(f"Storage ({kind})", SHELF, f"storage {kind}", size * count, "GB", note)
    if kind == "io1":
        iops = volume.number("iops") * count
        yield Component("Provisioned IOPS", SHELF, "storage_iops io1", iops, "IOPS")
    if kind == "gp3":
        yield from _above(volume, size, count)


def _above(volume: Stated, size: Decimal, count: Decimal) -> Iterator[Component]:
    """What gp3 volumes are given beyond what they include."""
    included_iops, included_speed = (
        (max(SMALL_IOPS, 3 * size), LARGE_SPEED) if size > LARGE else (SMALL_IOPS, SMALL_SPEED)
    )
    speed = volume.number("throughput", 0, computed=True) - included_speed
    if speed > 0:
        yield Component(f"Throughput over {included_speed}", SHELF, "throughput gp3", speed * count, "MBps")
    if volume.number("iops", 0, computed=True) > included_iops:
        yield on_top(f"IOPS over {included_iops:,f} a node")
