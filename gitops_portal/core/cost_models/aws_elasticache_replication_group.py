"""An ElastiCache replication group: hours of all its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


@cost_model("aws_elasticache_replication_group")
def aws_elasticache_replication_group(group: Resource) -> Iterator[Component]:
    kind, engine = group.text("node_type"), group.text("engine", "redis", computed=True)
    yield Component(f"Nodes ({kind})", "aws-elasticache", f"{engine} {kind}", HOURS * _nodes(group))
    yield used("Backup storage", "aws_elasticache_replication_group", "backup_storage")


def _nodes(group: Resource) -> Decimal:
    """Whichever way of counting is stated: the provider fills in the other."""
    for shards in (group, *group.blocks("cluster_mode", computed=True)):
        if shards.values.get("num_node_groups") not in (None, UNKNOWN):
            replicas = shards.number("replicas_per_node_group", 0, computed=True)
            return shards.number("num_node_groups") * (replicas + 1)
    if group.says("number_cache_clusters") and not group.says("num_cache_clusters"):
        return group.number("number_cache_clusters")
    return group.number("num_cache_clusters", 1)
