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
_VCORES = re.compile(r"(GP|BC)_([A-Za-z]+\d*)_(\d{1,3})")


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
    elif sku.startswith("HS_"):
        raise UnpricedError("Hyperscale databases are not priced.")
    else:
        yield Component(f"Compute ({sku})", SHELF, f"compute {sku}", HOURS)


def _provisioned(database: Resource, tier: str, family: str, hours: Decimal) -> Iterator[Component]:
    zoned = database.flag("zone_redundant", computed=True) and tier == "GP"
    if zoned:
        raise UnpricedError("Zone-redundant general-purpose databases are not priced.")
    yield Component(f"Compute ({tier}_{family})", SHELF, f"vcore {tier}_{family}", hours, "vCore-hours")
    if database.text("license_type", "LicenseIncluded", computed=True) == "LicenseIncluded":
        yield Component("SQL licence", SHELF, f"sql_license {tier}", hours, "vCore-hours")
    size = database.number("max_size_gb") if database.get("max_size_gb") not in (None, UNKNOWN) else None
    yield Component("Storage", SHELF, f"storage {tier}", size, "GB")
