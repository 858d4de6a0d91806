"""A pool of GKE nodes: as many machines, with their disks, as it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, cost_model, counted
from gitops_portal.core.pricing.google_machines import google_node_config, google_zones

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal


@cost_model("google_container_node_pool")
def google_container_node_pool(pool: Resource) -> Iterator[Component]:
    stated = isinstance(pool.get("location"), str)
    location = pool.text("location") if stated else pool.related("google_container_cluster").text("location")
    nodes = _total(pool)
    if nodes is None:
        nodes = _nodes_per_zone(pool) * google_zones(pool, location)
    note = "" if _is_counted(pool) else f"assumed, not stated in the plan: {nodes:f} nodes"
    yield from counted(google_node_config(pool.first("node_config", computed=True), nodes), note)


def _total(pool: Resource) -> Decimal | None:
    """The least number of nodes in all zones together, where an autoscaler is told that and nothing else is."""
    scaling = pool.first("autoscaling")
    told = scaling.says("total_min_node_count") and not _is_counted(pool)
    return scaling.number("total_min_node_count") if told else None


def _is_counted(pool: Resource) -> bool:
    return any(map(pool.states, ("node_count", "initial_node_count")))


def _nodes_per_zone(pool: Resource) -> Decimal:
    scaling = pool.blocks("autoscaling")
    for part, name in (
        (pool, "node_count"),
        (pool, "initial_node_count"),
        *((one, "min_node_count") for one in scaling),
    ):
        if part.states(name):
            return part.number(name)
    return pool.number("node_count", 3)
