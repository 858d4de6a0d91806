"""An RDS instance: hours, storage and IOPS; a second zone doubles them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, ONE, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = 400
"""GB from which on more IOPS are included."""

PAST = {"mysql": ("5",), "postgres": ("9", "10", "11", "12")}

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
    told = "; ".join(filter(None, (note, _extended(source, engine))))
    yield Component(f"Instance ({kind}, {engine})", "aws-rds", item, HOURS * copies, "hours", told)
    if not engine.startswith("aurora"):
        yield from _storage(database, source, copies, note)
    yield used("Additional backup storage", "aws_db_instance", "additional_backup_storage")


def _replicates(database: Resource) -> bool:
    return not isinstance(database.values.get("engine"), str) and database.says("replicate_source_db")


def _license(database: Resource, engine: str) -> str:
    if engine in LICENSED:
        return "license-included"
    return database.text("license_model") if engine.startswith("oracle") else "-"


def _extended(database: Resource, engine: str) -> str:
    """A note on versions past their standard support, which cost more by the vCPU."""
    version = database.values.get("engine_version")
    past = isinstance(version, str) and version.partition(".")[0] in PAST.get(engine, ())
    return "a version past standard support: the charge for extended support comes on top" if past else ""


def _storage(database: Resource, source: Resource, copies: Decimal, note: str) -> Iterator[Component]:
    kind = database.text("storage_type", "gp2", computed=True)
    size = source.number("allocated_storage", 20, computed=True)
    iops = database.number("iops", 0, computed=True)
    if kind == "io1":
        size, iops = max(size, Decimal(100)), max(iops, Decimal(1000))
        yield Component("Provisioned IOPS", "aws_db_instance", "provisioned_iops io1", iops * copies, "IOPS", note)
    assumed = (source.assumed(allocated_storage="20 GB"), database.assumed(storage_type="gp2"))
    told = "; ".join(filter(None, (note, *assumed)))
    yield Component(f"Storage ({kind})", "aws_db_instance", f"storage {kind}", size * copies, "GB", told)
    extra = iops - (12_000 if size >= LARGE else 3_000)
    if kind == "gp3" and extra > 0:
        yield Component(
            "IOPS above those included", "aws_db_instance", "provisioned_gp3_iops gp3", extra * copies, "IOPS", note
        )
