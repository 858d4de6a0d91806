"""Rows of a type that has a cost model: what is set, and costs something that nobody can say here how much."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Block, CostLine, Module
from gitops_portal.core.pricing.bill import Component, CostModel, Resource
from gitops_portal.core.pricing.cost import estimate
from gitops_portal.core.pricing.price_book import Price, PriceBook, Row, RowKind
from tests.builders import change, change_set

if TYPE_CHECKING:
    from collections.abc import Iterator

ON_TOP = "the price book holds no price for it, so it comes on top of the sum"


def _bill(thing: Resource) -> Iterator[Component]:
    if not thing.get("pays_nothing"):
        yield Component("Hours", "aws_thing", "hours", Decimal(730))


MODELS = {"aws_thing": CostModel(("aws_thing",), _bill)}


def priced(
    attributes: dict[str, Any], written: set[str], pending: set[str], selector: str = "logs.sent=true"
) -> CostLine:
    rows = (Row("logs", "Logs", selector, RowKind.EXTRA, ""),)
    prices = PriceBook({"aws_thing": {"": {"hours": Price(Decimal(1), "2026-01-01")}}}, rows={"aws_thing": rows})
    block = Block("aws_thing.it", "", (), frozenset(written), frozenset(pending))
    made = change("aws_thing.it", Action.CREATE, after=attributes)
    return estimate(Index(change_set(made, root=Module((block,)))), MODELS, prices).lines[0]


@pytest.mark.parametrize(
    ("logs", "written", "pending", "note"),
    [
        ([{"sent": True}], {"logs", "logs.sent"}, set(), ON_TOP),
        ([{"sent": False}], {"logs", "logs.sent"}, set(), None),
        (None, set(), set(), None),
        (UNKNOWN, set(), set(), None),  # the provider fills it in
        (
            [{"sent": UNKNOWN}],
            {"logs", "logs.sent"},
            {"logs.sent"},
            "whether it is paid for can't be told: logs.sent is not known until apply.",
        ),
        (UNKNOWN, {"logs"}, {"logs"}, "whether it is paid for can't be told: logs is not known until apply."),
    ],
)
def test_what_comes_on_top(logs: Any, written: set[str], pending: set[str], note: str | None) -> None:
    found = priced({"logs": logs}, written, pending)
    assert (found.status, found.after) == ("priced", Decimal(730))
    assert [part.note for part in found.components if part.name == "Logs"] == ([] if note is None else [note])


def test_what_pays_nothing_pays_nothing_on_top() -> None:
    found = priced({"pays_nothing": True, "logs": [{"sent": True}]}, {"logs", "logs.sent"}, set())
    assert (found.status, found.components) == ("free", ())


def test_a_row_that_can_not_be_read_leaves_no_price() -> None:
    found = priced({}, set(), set(), selector="logs")
    assert (found.status, found.note[:35]) == ("unpriced", "A row for aws_thing in the price bo")
