"""A DynamoDB table: provisioned capacity, or everything by use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model, used

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "aws_dynamodb_table"


@cost_model("aws_dynamodb_table")
def aws_dynamodb_table(table: Resource) -> Iterator[Component]:
    if table.text("billing_mode", "PROVISIONED") == "PAY_PER_REQUEST":
        yield used("Write requests", SHELF, "write_request_unit WRU")
        yield used("Read requests", SHELF, "read_request_unit RRU")
    else:
        if table.blocks("replica", computed=True):
            raise UnpricedError("The provisioned capacity of global tables is not priced.")
        parts = (table, *table.blocks("global_secondary_index"))
        reads = sum((part.number("read_capacity", 0) for part in parts), Decimal(0))
        writes = sum((part.number("write_capacity", 0) for part in parts), Decimal(0))
        yield Component("Read capacity", SHELF, "read_capacity_unit RCU", reads, "RCU")
        yield Component("Write capacity", SHELF, "write_capacity_unit WCU", writes, "WCU")
    yield used("Storage", SHELF, "data_storage")
