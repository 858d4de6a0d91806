from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.cost_models.azurerm.azurerm_cosmosdb_sql_database import DATABASES, SHARED
from gitops_portal.core.model import UNKNOWN
from tests.priced import line, monthly

HERE = {"geo_location": [{"location": "eastus"}], "location": "eastus"}
THERE = {**HERE, "geo_location": [{"location": "eastus"}, {"location": "westus", "zone_redundant": True}]}


@pytest.mark.parametrize("kind", ["azurerm_cosmosdb_table", *DATABASES, *DATABASES.values()])
@pytest.mark.parametrize(
    ("attributes", "account", "costs"),
    [
        ({"throughput": 400}, HERE, "23.36"),  # 4*5.84
        ({"throughput": 400}, THERE, "52.56"),  # 4*(1+1.25)*5.84
        ({"throughput": 400}, {**THERE, "multiple_write_locations_enabled": True}, "unpriced"),
        ({"throughput": 400}, {**HERE, "geo_location": UNKNOWN}, "unpriced"),
        ({"throughput": UNKNOWN}, HERE, "unpriced"),
        ({"autoscale_settings": [{"max_throughput": 4000}]}, HERE, "usage_based"),
        ({}, HERE, "usage_based"),
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], account: dict[str, Any], costs: str) -> None:
    assert monthly(kind, attributes, azurerm_cosmosdb_account=account) == costs


def test_an_account_that_is_not_in_the_plan() -> None:
    found = line("azurerm_cosmosdb_sql_database", {"throughput": 400})
    assert found.note == "Which azurerm_cosmosdb_account it refers to is not known."


def test_a_container_without_throughput_says_what_it_has_then() -> None:
    found = line("azurerm_cosmosdb_sql_container", {}, azurerm_cosmosdb_account=HERE)
    assert SHARED in [part.note for part in found.components]
