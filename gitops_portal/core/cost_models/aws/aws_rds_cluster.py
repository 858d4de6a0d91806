"""An RDS cluster: storage and requests by use; its instances are billed apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_rds_cluster")
def aws_rds_cluster(cluster: Resource) -> Iterator[Component]:
    if cluster.says("db_cluster_instance_class"):
        raise UnpricedError("Multi-AZ clusters that are not Aurora have no price in the price book.")
    if cluster.text("engine_mode", "provisioned", computed=True) == "serverless":
        yield used("Aurora serverless capacity", "aws_rds_cluster", "aurora_serverless")
    optimized = cluster.text("storage_type", "aurora", computed=True) == "aurora-iopt1"
    yield used("Storage", "aws_rds_cluster", "storage I/O-optimized" if optimized else "storage")
    if not optimized:
        yield used("I/O requests", "aws_rds_cluster", "i_o_requests")
    yield used("Backup storage", "aws_rds_cluster", "backup_storage")
    if cluster.number("backtrack_window", 0):
        yield used("Backtrack", "aws_rds_cluster", "backtrack")
    if cluster.text("database_insights_mode", "standard", computed=True) == "advanced":
        yield on_top("Database Insights, advanced")
