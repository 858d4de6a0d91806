"""How many units of a row a resource has."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.pricing.bill import UnpricedError
from gitops_portal.core.pricing.quantities import LONGEST, factors, quantity
from gitops_portal.core.pricing.selectors import MalformedError
from tests.core.pricing.test_selectors import resource


@pytest.mark.parametrize(
    ("rule", "attributes", "number", "note"),
    [
        ("730", {}, "730", ""),
        ("730*count", {"count": 2}, "1460", ""),
        ("730*count", {"count": "2"}, "1460", ""),
        ("count", {"count": 0}, "0", ""),
        ("count?3", {}, "3", "count 3"),
        ("count?3", {"count": None}, "3", "count 3"),
        ("count?3", {"count": 5}, "5", ""),
        ("a?1*b?2", {}, "2", "a 1, b 2"),
        ("730*sku.capacity", {"sku": [{"capacity": 3}]}, "2190", ""),
        ("730*sku.capacity?1", {}, "730", "sku.capacity 1"),
        ("#rule", {"rule": [{}, {}]}, "2", ""),
        ("#rule", {}, "0", ""),
        ("#net.rule", {"net": [{"rule": ["a", "b", "c"]}]}, "3", ""),
        ("30*(1+#replica)", {"replica": [{}]}, "60", ""),
        ("730*(#rule-5)", {"rule": [{}] * 7}, "1460", ""),
        ("730*(#rule-5)", {"rule": [{}]}, "0", ""),
        ("(iops-3000)", {"iops": 4000}, "1000", ""),
        ("storage_mb/1024", {"storage_mb": 5120}, "5", ""),
        ("730*sku.capacity/4", {"sku": [{"capacity": 8}]}, "1460", ""),
        ("(a+b)/2", {"a": 1, "b": 2}, "1.5", ""),
    ],
)
def test_counts(rule: str, attributes: dict[str, Any], number: str, note: str) -> None:
    assert quantity(rule, resource(attributes)) == (Decimal(number), note.split(", ") if note else [])


@pytest.mark.parametrize(
    ("rule", "attributes", "reason"),
    [
        ("count", {}, "count is not set."),
        ("count", {"count": UNKNOWN}, "count is not known until apply."),
        ("count?1", {"count": UNKNOWN}, "count is not known until apply."),
        ("count", {"count": "many"}, "count is not a number."),
        ("count?1", {"count": True}, "count is not a number."),
        ("count", {"count": -1}, "count is not a possible quantity."),
        ("a*b", {"a": 10**12, "b": 10**12}, "a*b is not a possible quantity."),
        ("#rule", {"rule": UNKNOWN}, "rule is not known until apply."),
        ("#rule", {"rule": "rules"}, "rule is not a list."),
    ],
)
def test_what_can_not_be_counted(rule: str, attributes: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnpricedError) as told:
        quantity(rule, resource(attributes))
    assert str(told.value) == reason


@pytest.mark.parametrize(
    "rule",
    ["", "*", "730*", "number of rules", "730*vCores each", "max(0, iops-3000)", "(a", "a)", "a+b", "-1", "a/0", "a/b"],
)
def test_what_is_no_quantity(rule: str) -> None:
    with pytest.raises(MalformedError, match="is no quantity: write a product, as in"):
        factors(rule)


def test_a_quantity_is_short() -> None:
    with pytest.raises(MalformedError, match=f"{LONGEST} characters at most"):
        factors("1*" * 200)
