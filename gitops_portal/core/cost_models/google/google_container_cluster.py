"""A GKE cluster: its management fee, and its default pool of nodes where it keeps one; Autopilot by use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, counted, on_top, used
from gitops_portal.core.pricing.google_machines import google_node_config, google_zones

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "google_container_cluster"


@cost_model("google_container_cluster")
def google_container_cluster(cluster: Resource) -> Iterator[Component]:
    yield Component("Cluster management", SHELF, "cluster_management_fee", HOURS)
    if cluster.flag("enable_autopilot"):
        yield used("Autopilot vCPU", SHELF, "autopilot_vcpu")
        yield used("Autopilot memory", SHELF, "autopilot_memory")
        return
    if cluster.first("cluster_autoscaling", computed=True).flag("enabled", computed=True):
        yield on_top("Nodes that the cluster provisions by itself")
    if cluster.flag("remove_default_node_pool"):
        return
    inline = cluster.blocks("node_pool", computed=True)
    if inline and not cluster.says("initial_node_count"):
        raise UnpricedError("Pools of nodes written inside the cluster are not priced.")
    nodes = cluster.number("initial_node_count", 3) * google_zones(cluster, cluster.text("location", computed=True))
    note = cluster.assumed(initial_node_count="3 a zone")
    yield from counted(google_node_config(cluster.first("node_config", computed=True), nodes), note)
