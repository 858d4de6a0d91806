"""A database or a container of Cosmos DB: throughput in each region of its account; requests and storage by use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from gitops_portal.core.pricing.bill import ONE, Component, Resource, UnpricedError, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHELF: Final = "azurerm_cosmosdb_sql_database"
"""What throughput and storage cost is the same for all kinds of databases."""

ACCOUNT: Final = "azurerm_cosmosdb_account"
DATABASES: Final[Mapping[str, str]] = {
    "azurerm_cosmosdb_cassandra_table": "azurerm_cosmosdb_cassandra_keyspace",
    "azurerm_cosmosdb_gremlin_graph": "azurerm_cosmosdb_gremlin_database",
    "azurerm_cosmosdb_mongo_collection": "azurerm_cosmosdb_mongo_database",
    "azurerm_cosmosdb_sql_container": "azurerm_cosmosdb_sql_database",
}
"""The type of the database that a container stands in."""

ZONED: Final = Decimal("1.25")
"""How many times the price a region asks whose copies stand in several zones."""

SHARED: Final = "it has that of its database, or the 400 RU/s that Azure gives it where there is none"


@cost_model("azurerm_cosmosdb_table", *DATABASES, *DATABASES.values())
def azurerm_cosmosdb_sql_database(held: Resource) -> Iterator[Component]:
    if held.says("autoscale_settings"):
        note = "1.5 times the RU/s that are really used, in each region of the account"
        yield used("Throughput, autoscaled", SHELF, "provisioned_throughput autoscale, West US", note)
    elif held.says("throughput"):
        yield _provisioned(held)
    else:
        yield used("Requests, where the account is serverless", SHELF, "provisioned_throughput serverless")
        if held.type not in DATABASES.values():
            yield on_top("Throughput", SHARED)
    yield used("Transactional storage", SHELF, "transactional_storage West US", "in each region of the account")


def _provisioned(held: Resource) -> Component:
    account = _account(held)
    for name in ("multiple_write_locations_enabled", "enable_multiple_write_locations"):
        if account.flag(name):
            raise UnpricedError("Throughput of accounts that write in several regions is not priced.")
    places = account.blocks("geo_location")
    weight = sum((ZONED if place.flag("zone_redundant") else ONE for place in places), Decimal(0)) or ONE
    units = held.number("throughput") / 100 * weight
    note = f"in {len(places)} regions" if len(places) > 1 else ""
    return Component(
        "Provisioned throughput", SHELF, "provisioned_throughput provisioned, West US", units, "RU/s x 100", note
    )


def _account(held: Resource) -> Resource:
    """Its account, to which it refers, or its database does."""
    try:
        return held.related(ACCOUNT)
    except UnpricedError:
        if held.type not in DATABASES:
            raise
        return held.related(DATABASES[held.type]).related(ACCOUNT)
