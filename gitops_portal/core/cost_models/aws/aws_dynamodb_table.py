"""A DynamoDB table: provisioned capacity, or everything by use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, on_top, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "aws_dynamodb_table"
INFREQUENT = Decimal("1.25")
"""How much more capacity and requests cost in tables of infrequent access, whose storage is cheaper."""

CAPACITY = (
    ("Read capacity", "read_capacity", "read_capacity_unit RCU", "RCU"),
    ("Write capacity", "write_capacity", "write_capacity_unit WCU", "WCU"),
)


@cost_model(SHELF)
def aws_dynamodb_table(table: Resource) -> Iterator[Component]:
    infrequent = table.text("table_class", "STANDARD", computed=True) == "STANDARD_INFREQUENT_ACCESS"
    note = "× 1.25 for infrequent access" if infrequent else ""
    if table.text("billing_mode", "PROVISIONED") == "PAY_PER_REQUEST":
        yield used("Write requests", SHELF, "write_request_unit WRU", note)
        yield used("Read requests", SHELF, "read_request_unit RRU", note)
        if table.blocks("replica", computed=True):
            yield on_top("Writes and storage of replicas in other regions, by use")
    else:
        if table.blocks("replica", computed=True):
            raise UnpricedError("The provisioned capacity of global tables is not priced.")
        factor = INFREQUENT if infrequent else Decimal(1)
        for name, attribute, item, unit in CAPACITY:
            units = sum(part.number(attribute, 0) for part in (table, *table.blocks("global_secondary_index")))
            yield Component(name, SHELF, item, units * factor, unit, note)
    yield used("Storage", SHELF, "data_storage", "less than that for infrequent access" if infrequent else "")
    if table.first("point_in_time_recovery", computed=True).flag("enabled"):
        yield used("Point-in-time recovery", SHELF, "point_in_time_recovery_pitr_backup_storage")
