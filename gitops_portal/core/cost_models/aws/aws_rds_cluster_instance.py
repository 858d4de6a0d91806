"""An instance of an Aurora cluster: hours; serverless ones by capacity used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.aws_databases import support
from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINES = {"aurora": "aurora-mysql", "aurora-mysql": "aurora-mysql", "aurora-postgresql": "aurora-postgresql"}


SHELF = "aws_rds_cluster_instance"
FREE_DAYS = 7
"""So long Performance Insights are kept free of charge."""


@cost_model("aws_rds_cluster_instance")
def aws_rds_cluster_instance(instance: Resource) -> Iterator[Component]:
    kind = instance.text("instance_class")
    if kind == "db.serverless":
        yield used("Aurora serverless v2 capacity", SHELF, "aurora_serverless_v2", _least(instance))
        return
    source = instance if isinstance(instance.get("engine"), str) else instance.related("aws_rds_cluster")
    engine = ENGINES.get(source.text("engine"))
    if engine is None:
        raise UnpricedError("Only instances of Aurora clusters have a price in the price book.")
    version, extended = support(source, engine, kind, SHELF)
    note = "; ".join(filter(None, (_stored(instance), version)))
    yield Component(f"Instance ({kind}, {engine})", "aws-rds", f"{engine} - single-az {kind}", HOURS, "hours", note)
    yield from extended
    if instance.number("performance_insights_retention_period", FREE_DAYS, computed=True) > FREE_DAYS:
        yield on_top("Performance Insights kept for longer than seven days")


def _least(instance: Resource) -> str:
    """A note on the capacity that its cluster never goes below."""
    try:
        scaling = instance.related("aws_rds_cluster").first("serverlessv2_scaling_configuration")
        return f"at least {scaling.number('min_capacity'):f} units an hour"
    except UnpricedError:
        return ""


def _stored(instance: Resource) -> str:
    """A note where the plan does not show its cluster; unpriced where that is I/O-optimized."""
    try:
        cluster = instance.related("aws_rds_cluster")
    except UnpricedError:
        return "a standard cluster assumed: an I/O-optimized one costs more"
    if cluster.text("storage_type", "aurora", computed=True) == "aurora-iopt1":
        raise UnpricedError("Instances of I/O-optimized clusters have no price in the price book.")
    return ""
