"""What resources cost as the portal and as another tool say: the largest disagreement first, unknown never a zero."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.model import ToolCost
from gitops_portal.core.pricing.second_opinion import compared


def line(address: str = "a.b", before: str | None = None, after: str | None = None, **more: str) -> dict[str, Any]:
    return {"address": address, "before": before, "after": after, "action": "create", "status": "priced", **more}


def told(before: str | None = None, after: str | None = None, address: str = "a.b") -> ToolCost:
    return ToolCost(address, before and Decimal(before), after and Decimal(after))  # type: ignore[arg-type]  # "" is never given


@pytest.mark.parametrize(
    ("ours", "theirs", "row"),
    [
        (line(after="10"), told(after="10.004"), None),
        (line(after="10"), told(after="12.5"), ("10", "12.5", "2.5")),
        (line(before="10", action="delete"), told(before="8"), ("10", "8", "-2")),
        (line(status="unpriced"), told(after="8"), (None, "8", None)),
        (line(after="8"), told(), ("8", None, None)),
        (line(status="unpriced"), told(), None),
        (line(before="0", after="0", status="free"), told(after="1"), ("0", "1", "1")),
        (line(status="usage_based"), told(after="0"), None),
        (line(after="0", status="usage_based"), told(after="4"), (None, "4", None)),
        (line(after="0", status="usage_based"), told(), None),
    ],
)
def test_one_resource(ours: dict[str, Any], theirs: ToolCost, row: tuple[str | None, ...] | None) -> None:
    found = compared([ours], [theirs])
    values = [(one.ours, one.theirs, one.difference) for one in found.rows]
    assert values == ([tuple(each and Decimal(each) for each in row)] if row else [])
    assert found.alike == (0 if row else 1)


def test_the_largest_first_and_what_only_one_lists_is_counted() -> None:
    ours = [
        line("a", after="1"),
        line("b", after="50", status="priced"),
        line("c", after="9"),
        line("d", status="free"),
    ]
    theirs = [told(after="3", address="a"), told(address="b"), told(after="7", address="x")]
    found = compared(ours, theirs)
    assert ([one.address for one in found.rows], found.alike, found.apart) == (["b", "a"], 0, 2)
