"""An instance of an Aurora cluster: hours; serverless ones by capacity used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINES = {"aurora": "aurora-mysql", "aurora-mysql": "aurora-mysql", "aurora-postgresql": "aurora-postgresql"}


@cost_model("aws_rds_cluster_instance")
def aws_rds_cluster_instance(instance: Resource) -> Iterator[Component]:
    kind = instance.text("instance_class")
    if kind == "db.serverless":
        yield used("Aurora serverless v2 capacity", "aws_rds_cluster_instance", "aurora_serverless_v2")
        return
    source = instance if isinstance(instance.values.get("engine"), str) else instance.related("aws_rds_cluster")
    engine = ENGINES.get(source.text("engine"))
    if engine is None:
        raise UnpricedError("Only instances of Aurora clusters have a price in the price book.")
    note = "a standard cluster assumed: an I/O-optimized one costs more"
    yield Component(f"Instance ({kind}, {engine})", "aws-rds", f"{engine} - single-az {kind}", HOURS, "hours", note)
