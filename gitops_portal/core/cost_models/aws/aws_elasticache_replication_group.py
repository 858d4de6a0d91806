"""An ElastiCache replication group: hours of all its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing import aws_support
from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


@cost_model("aws_elasticache_replication_group")
def aws_elasticache_replication_group(group: Resource) -> Iterator[Component]:
    kind, engine = group.text("node_type"), group.text("engine", "redis", computed=True)
    yield Component(f"Nodes ({kind})", "aws-elasticache", f"{engine} {kind}", HOURS * _nodes(group))
    yield from aws_support.of_cache(group, engine)
    yield used("Backup storage", "aws_elasticache_replication_group", "backup_storage")


def _nodes(group: Resource) -> Decimal:
    """What is written holds: the provider fills in the other way of counting, and may be late with it."""
    ways = [*_totals(group), *_shards(group)]
    counts = {count for written, count in ways if written} or {count for _, count in ways}
    if len(counts) > 1:
        raise UnpricedError("The number of nodes is given in two ways that disagree.")
    return counts.pop() if counts else group.number("num_cache_clusters", 1)


def _totals(group: Resource) -> Iterator[tuple[bool, Decimal]]:
    """Whether it is written down, and how many nodes it comes to."""
    for name in ("num_cache_clusters", "number_cache_clusters"):
        if group.states(name):
            yield bool(group.sets(name)), group.number(name)


def _shards(group: Resource) -> Iterator[tuple[bool, Decimal]]:
    for shards in (group, *group.blocks("cluster_mode", computed=True)):
        names = [name for name in ("num_node_groups", "replicas_per_node_group") if shards.states(name)]
        if names:
            replicas = shards.number("replicas_per_node_group", 0, computed=True)
            total = shards.number("num_node_groups", 1, computed=True) * (1 + replicas)
            yield any(shards.sets(name) for name in names), total
