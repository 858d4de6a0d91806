"""A pool of GKE nodes: as many machines, with their disks, as it begins with, or its autoscaler keeps."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, autoscaled, cost_model, counted
from gitops_portal.core.pricing.google_machines import google_node_config, google_zones

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("google_container_node_pool")
def google_container_node_pool(pool: Resource) -> Iterator[Component]:
    stated = isinstance(pool.get("location"), str)
    location = pool.text("location") if stated else pool.related("google_container_cluster").text("location")
    nodes, note = _nodes(pool, google_zones(pool, location))
    yield from counted(google_node_config(pool.first("node_config", computed=True), nodes), note)


def _nodes(pool: Resource, zones: int) -> tuple[Decimal, str]:
    """How many it begins with in all zones together, and a note on what is not stated of that, or may change it."""
    least = _least(pool, zones)
    stated = next((name for name in ("node_count", "initial_node_count") if pool.states(name)), "")
    if stated:
        nodes, assumed = max(pool.number(stated) * zones, least or Decimal(0)), ""
    else:
        nodes = pool.number("node_count", 3) * zones if least is None else least
        assumed = f"assumed, not stated in the plan: {nodes:f} nodes"
    scaled = autoscaled(nodes, least or Decimal(0)) if pool.blocks("autoscaling") else ""
    return nodes, "; ".join(filter(None, (assumed, scaled)))


def _least(pool: Resource, zones: int) -> Decimal | None:
    """The nodes that its autoscaler keeps in all zones together; None where it is told no number."""
    scaling = pool.first("autoscaling")
    counts = (("min_node_count", zones), ("total_min_node_count", 1))
    return max((scaling.number(name) * times for name, times in counts if scaling.says(name)), default=None)
