"""An ElastiCache cluster: hours of its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing import aws_support
from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_elasticache_cluster")
def aws_elasticache_cluster(cache: Resource) -> Iterator[Component]:
    if cache.says("replication_group_id"):
        return  # a member: the group's bill counts it
    kind, engine = cache.text("node_type"), cache.text("engine")
    nodes = cache.number("num_cache_nodes", None if engine == "memcached" else 1)
    yield Component(f"Nodes ({kind})", "aws-elasticache", f"{engine} {kind}", HOURS * nodes)
    yield from aws_support.of_cache(cache, engine)
