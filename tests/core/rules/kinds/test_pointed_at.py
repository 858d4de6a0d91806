"""Something has to name a resource by its id, such as a private endpoint in any of its connections."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.facts import Facts
from gitops_portal.core.rules.kinds.pointed_at import PointedAt
from tests.builders import change, change_set

TO = "private_connection_resource_id"
KIND = PointedAt(
    "azurerm_private_endpoint",
    f"private_service_connection.{TO}",
    "none leads there",
    unless=(Condition("sku", Operator.IS, ("Free",)),),
)


@pytest.mark.parametrize(
    ("connections", "expected"),
    [
        ([], "violated"),
        ([{TO: "/a"}], "passed"),
        ([{TO: "/b"}, {TO: "/A"}], "passed"),
        ([{TO: "/b"}], "violated"),
        ([{"private_connection_resource_alias": "a.guid.azure.privatelinkservice", TO: None}], "violated"),
        ([{TO: UNKNOWN}], "undetermined"),
        (UNKNOWN, "undetermined"),
    ],
)
def test_a_connection(connections: Any, expected: str) -> None:
    endpoint = change("azurerm_private_endpoint.this", after={"private_service_connection": connections})
    assert answer({"id": "/a"}, endpoint) == expected


def test_what_needs_none() -> None:
    assert answer({"id": "/a", "sku": "Free"}) == "passed"
    assert answer({"id": "/a"}) == "violated"


def answer(vault: dict[str, Any], *beside: Any) -> str:
    facts = Facts(Index(change_set(change("azurerm_key_vault.this", after=vault), *beside)))
    (subject,) = facts.standing("azurerm_key_vault")
    return "".join(str(each.status) for each in KIND(subject, facts)) or "passed"
