"""A Redshift cluster: hours of its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_redshift_cluster")
def aws_redshift_cluster(cluster: Resource) -> Iterator[Component]:
    kind, nodes = cluster.text("node_type"), cluster.number("number_of_nodes", 1)
    zones, note = (
        (2, "Multi-AZ: as many nodes in a second zone") if cluster.flag("multi_az", computed=True) else (1, "")
    )
    item = f"cluster_usage on-demand, {kind}"
    yield Component(f"Nodes ({kind})", "aws_redshift_cluster", item, HOURS * nodes * zones, "hours", note)
    if kind.startswith("ra3"):
        yield used("Managed storage", "aws_redshift_cluster", f"managed_storage {kind}")
