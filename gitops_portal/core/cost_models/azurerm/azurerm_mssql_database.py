"""An Azure SQL database: DTUs, or vCores with licence and storage; serverless by use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.pricing.bill import HOURS, Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

SHELF = "azurerm_mssql_database"
ZONED = "zone_redundancy provisioned, GP_Gen5_4"
_VCORES = re.compile(r"(GP|BC|HS)_([A-Za-z]+\d*)_(\d{1,3})")


@cost_model("azurerm_mssql_database")
def azurerm_mssql_database(database: Resource) -> Iterator[Component]:
    if database.says("elastic_pool_id"):
        return  # the pool pays
    sku = database.text("sku_name")
    vcores = _VCORES.fullmatch(sku)
    if sku.startswith("GP_S_"):
        yield used("Serverless compute", SHELF, f"compute serverless, {sku}")
        yield used("Storage", SHELF, "storage GP")
    elif vcores:
        yield from _provisioned(database, vcores[1], vcores[2], HOURS * int(vcores[3]))
    else:
        yield Component(f"Compute ({sku})", SHELF, f"compute {sku}", HOURS)


def _provisioned(database: Resource, tier: str, family: str, hours: Decimal) -> Iterator[Component]:
    if tier == "HS" and database.number("read_replica_count", 0, computed=True):
        raise UnpricedError("Replicas of Hyperscale databases are not priced.")
    zoned = database.flag("zone_redundant", computed=True) and tier != "BC"  # which includes it
    if zoned and (tier, family) != ("GP", "Gen5"):
        raise UnpricedError(f"Zone redundancy of {tier}_{family} has no price in the price book.")
    yield Component(f"Compute ({tier}_{family})", SHELF, f"vcore {tier}_{family}", hours, "vCore-hours")
    if database.text("license_type", "LicenseIncluded", computed=True) == "LicenseIncluded":
        yield Component("SQL licence", SHELF, f"sql_license {tier}", hours, "vCore-hours")
    if zoned:
        yield Component("Zone redundancy", SHELF, ZONED, hours / 4, "hours of 4 vCores")
    size = database.number("max_size_gb") if database.get("max_size_gb") not in (None, UNKNOWN) else None
    item = f"storage {tier} zone-redundant" if zoned else f"storage {tier}"
    yield Component("Storage", SHELF, item, size, "GB")
