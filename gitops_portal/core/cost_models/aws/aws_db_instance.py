"""An RDS instance: hours, storage and IOPS; a second zone doubles them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.aws_databases import support
from gitops_portal.core.pricing.bill import HOURS, ONE, Component, Resource, UnpricedError, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "aws_db_instance"

FREE_DAYS = 7

STRIPED = {"oracle": 200, "sqlserver": None}
"""GB from which on gp3 storage is striped and includes more, by engine; never for SQL Server."""

LARGE = 400
"""The same for all other engines."""

SMALL_INCLUDES, LARGE_INCLUDES = (Decimal(3_000), Decimal(125)), (Decimal(12_000), Decimal(500))
"""IOPS and MiB/s."""

LICENSED = {"sqlserver-ee", "sqlserver-ex", "sqlserver-se", "sqlserver-web"}


@cost_model("aws_db_instance")
def aws_db_instance(database: Resource) -> Iterator[Component]:
    source = database.related("aws_db_instance") if _replicates(database) else database
    engine = source.text("engine")
    multi_az = database.flag("multi_az", computed=True)
    if multi_az and engine == "sqlserver-ee":
        raise UnpricedError(
            "SQL Server Enterprise in two zones has a price of its own, which is not in the price book."
        )
    copies, note = (Decimal(2), "Multi-AZ: twice the price of one zone") if multi_az else (ONE, "")
    kind = database.text("instance_class")
    item = f"{engine} {_license(source, engine)} single-az {kind}"
    version, extended = support(source, engine, kind, SHELF, copies)
    told = "; ".join(filter(None, (note, version)))
    yield Component(f"Instance ({kind}, {engine})", "aws-rds", item, HOURS * copies, "hours", told)
    yield from extended
    if not engine.startswith("aurora"):
        yield from _storage(database, source, copies, note)
    yield from _watched(database)
    yield used("Additional backup storage", SHELF, "additional_backup_storage")


def _replicates(database: Resource) -> bool:
    return not isinstance(database.get("engine"), str) and database.says("replicate_source_db")


def _license(database: Resource, engine: str) -> str:
    if engine in LICENSED:
        return "license-included"
    return database.text("license_model") if engine.startswith("oracle") else "-"


def _storage(database: Resource, source: Resource, copies: Decimal, note: str) -> Iterator[Component]:
    size = source.number("allocated_storage", 20, computed=True)
    iops = database.number("iops", 0, computed=True)
    default = "io1" if iops else "gp2"
    kind = database.text("storage_type", default, computed=True)
    if kind == "io1":
        size, iops = max(size, Decimal(100)), max(iops, Decimal(1000))
        yield Component("Provisioned IOPS", SHELF, "provisioned_iops io1", iops * copies, "IOPS", note)
    assumed = (source.assumed(allocated_storage="20 GB"), database.assumed(storage_type=default))
    told = "; ".join(filter(None, (note, *assumed)))
    yield Component(f"Storage ({kind})", SHELF, f"storage {kind}", size * copies, "GB", told)
    if kind == "gp3":
        yield from _above(database, _included(source.text("engine"), size), iops, copies, note)
    if database.flag("dedicated_log_volume"):
        yield on_top("Dedicated log volume")


def _included(engine: str, size: Decimal) -> tuple[Decimal, Decimal]:
    """IOPS and MiB/s that gp3 storage of an engine and a size has without further charge."""
    striped_from = STRIPED.get(engine.partition("-")[0], LARGE)
    return LARGE_INCLUDES if striped_from is not None and size >= striped_from else SMALL_INCLUDES


def _above(
    database: Resource, included: tuple[Decimal, Decimal], iops: Decimal, copies: Decimal, note: str
) -> Iterator[Component]:
    extra = iops - included[0]
    if extra > 0:
        yield Component("IOPS above those included", SHELF, "provisioned_gp3_iops gp3", extra * copies, "IOPS", note)
    faster = database.number("storage_throughput", 0, computed=True) - included[1]
    if faster > 0:
        yield on_top(f"Throughput above that included: {faster:f} MiB/s")


def _watched(database: Resource) -> Iterator[Component]:
    """Insights are free of charge for a week, and in the standard mode."""
    if database.number("performance_insights_retention_period", 7, computed=True) > FREE_DAYS:
        yield on_top("Performance Insights kept for longer than seven days")
    if database.text("database_insights_mode", "standard", computed=True) == "advanced":
        yield on_top("Database Insights, advanced")
