"""A Cloud SQL instance: vCPUs and memory or a shared core, and storage; a second zone doubles them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "google_sql_database_instance"
_CUSTOM = re.compile(r"db-custom-(\d{1,3})-(\d{1,7})")
_NAMED = re.compile(r"db-(standard|highmem|lightweight)-(\d{1,3})")
MEMORY = {"standard": Decimal("3.75"), "highmem": Decimal("6.5")}
"""GB of a vCPU, by family; a lightweight machine has as much as one standard vCPU, whatever its vCPUs."""


@cost_model("google_sql_database_instance")
def google_sql_database_instance(database: Resource) -> Iterator[Component]:
    settings = database.first("settings")
    licensed = database.text("database_version", "MYSQL_5_7").startswith("SQLSERVER")
    if licensed or settings.text("edition", "ENTERPRISE", computed=True) != "ENTERPRISE":
        raise UnpricedError("Only MySQL and PostgreSQL of the Enterprise edition have a price in the price book.")
    regional = settings.text("availability_type", "ZONAL", computed=True) == "REGIONAL"
    copies, note = (2, "two zones: twice the price of one") if regional else (1, "")
    if settings.text("activation_policy", "ALWAYS", computed=True) != "NEVER":
        yield from _compute(settings.text("tier"), copies, note)
    kind = settings.text("disk_type", "PD_SSD", computed=True).removeprefix("PD_")
    size = settings.number("disk_size", 10, computed=True) * copies
    told = "; ".join(filter(None, (note, settings.assumed(disk_size="10 GB"))))
    yield Component(f"Storage ({kind})", SHELF, f"storage {kind}", size, "GB", told)
    yield used("Backups", SHELF, "backups")


def _compute(tier: str, copies: int, note: str) -> Iterator[Component]:
    size = _size(tier)
    if size:
        cpus, memory = size
        yield Component("vCPUs", SHELF, "vcpus", HOURS * cpus * copies, "vCPU-hours", note)
        yield Component("Memory", SHELF, "memory", memory * copies, "GB", note)
    else:
        yield Component(f"Instance ({tier})", SHELF, f"sql_instance {tier}", HOURS * copies, "hours", note)


def _size(tier: str) -> tuple[int, Decimal] | None:
    """The vCPUs and the GB of memory that a tier is made of; None for one that has a price as a whole."""
    if custom := _CUSTOM.fullmatch(tier):
        return int(custom[1]), Decimal(custom[2]) / 1024
    if named := _NAMED.fullmatch(tier):
        cpus = int(named[2])
        return cpus, MEMORY[named[1]] * cpus if named[1] in MEMORY else MEMORY["standard"]
    return None
