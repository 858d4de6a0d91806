"""Components of two sides in pairs, as the report tells them and as its lines are read again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.cost_lines import Part, cost_lines, money, pairs, parts
from gitops_portal.core.model import Action, CostLine, CostStatus, PricedComponent


def part(name: str, quantity: str | None = "1", price: str = "2", unit: str = "GB") -> PricedComponent:
    amount = None if quantity is None else Decimal(quantity)
    return PricedComponent(name, unit, amount, Decimal(price), None if amount is None else amount * Decimal(price))


def line(before: list[PricedComponent] | None, after: list[PricedComponent], **told: Any) -> dict[str, Any]:
    was = None if before is None else tuple(before)
    made = CostLine("a.b", "a", Action.UPDATE, CostStatus.PRICED, components=tuple(after), components_before=was)
    (written,) = cost_lines([made])
    return written | told


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([part("A", "50")], [part("A", "200")], [(0, 0)]),
        ([part("A", price="1")], [part("A", price="3")], [(0, 0)]),
        ([part("Instance (t3.medium)")], [part("Instance (t3.large)")], [(0, 0)]),
        ([part("Compute (a, b), zone (c)")], [part("Compute (d), zone (e, f)")], [(0, 0)]),
        ([part("A"), part("B")], [part("B"), part("A")], [(1, 0), (0, 1)]),
        ([], [part("A")], [(None, 0)]),
        ([part("A")], [], [(0, None)]),
        ([part("A"), part("B")], [part("B"), part("C")], [(1, 0), (None, 1), (0, None)]),
        ([part("A", unit="GB")], [part("A", unit="hours")], [(None, 0), (0, None)]),
        # of several with one name, those that stay the same are pairs, and the others follow in order
        ([part("V", "1"), part("V", "2")], [part("V", "2"), part("V", "3")], [(1, 0), (0, 1)]),
        ([part("V", "1"), part("V", "2")], [part("V", "3"), part("V", "4")], [(0, 0), (1, 1)]),
        ([part("V", "1"), part("V", "1")], [part("V", "1")], [(0, 0), (1, None)]),
        ([part("V", "1")], [part("V", "5"), part("V", "1")], [(None, 0), (0, 1)]),
        # nobody knows which of two a single one became
        ([part("V (gp2)")], [part("V (gp3)"), part("V (io2)")], [(None, 0), (None, 1), (0, None)]),
        ([part("V (gp2)", "1"), part("V (gp2)", "2")], [part("V (gp3)", "1"), part("V (gp3)", "2")], [(0, 0), (1, 1)]),
        ([part("V (gp2)"), part("V (gp3)")], [part("V (gp3)"), part("V (io2)")], [(1, 0), (0, 1)]),
        ([], [], []),
    ],
)
def test_which_component_becomes_which(
    before: list[PricedComponent], after: list[PricedComponent], found: list[tuple[int | None, int | None]]
) -> None:
    assert list(pairs(before, after)) == found


def test_the_same_object_twice_is_two_components() -> None:
    twice = [part("A")] * 2
    assert list(pairs(twice, twice[:1])) == [(0, 0), (1, None)]


@pytest.mark.parametrize(
    ("before", "after", "deltas"),
    [
        ([part("A", "50"), part("B")], [part("A", "200"), part("C")], ["300", "2", "-2"]),
        ([part("A", None)], [part("A", "5")], [None]),
        ([part("A", "5")], [part("A", None)], [None]),
        ([part("A", None), part("B")], [part("A", None)], [None, "-2"]),
        ([part("A", None)], [part("B")], ["2", None]),
        ([part("A")], [], ["-2"]),
    ],
)
def test_a_report_tells_what_each_component_costs_more(
    before: list[PricedComponent], after: list[PricedComponent], deltas: list[str | None]
) -> None:
    told = line(before, after)
    assert [pair["monthly_delta"] for pair in told["component_changes"]] == deltas
    assert [pair["after"] for pair in told["component_changes"] if pair["after"]] == told["components"]
    assert [money(one.delta) for one in parts(told)] == deltas


def test_quantity_and_unit_price_stand_on_both_sides() -> None:
    ((was, becomes, delta, told),) = parts(line([part("A", "50", "0.1")], [part("A", "200", "0.2")]))
    assert was is not None
    assert becomes is not None
    assert [(side["quantity"], side["unit_price"], side["monthly"]) for side in (was, becomes)] == [
        ("50", "0.1", "5"),
        ("200", "0.2", "40"),
    ]
    assert (delta, told) == (Decimal(35), True)


def test_what_stays_the_same_is_told_once() -> None:
    bill = (part("A"), part("B", None))
    lines = [
        CostLine(address, "a", Action.NO_OP, CostStatus.PRICED, Decimal(2), Decimal(2), bill, components_before=bill)
        for address in ("a.a", "a.b")
    ]
    first, second = cost_lines(lines)
    assert first["component_changes"] == []
    assert first["components"] is second["components"]
    assert [(one.before, one.after, one.delta) for one in parts(first)] == [
        (first["components"][0], first["components"][0], 0),
        (first["components"][1], first["components"][1], None),
    ]


@pytest.mark.parametrize(
    ("before", "after", "sides", "delta", "told"),
    [
        (None, "2", (False, True), Decimal(2), True),
        ("2", None, (True, False), Decimal(-2), True),
        # what was written by an earlier version of a resource with two sides has one of them alone
        ("2", "2", (False, True), None, False),
        ("9", "2", (False, True), None, False),
        (None, None, (False, True), None, False),
    ],
)
def test_a_line_without_changes_tells_of_the_side_that_it_has(
    before: str | None, after: str | None, sides: tuple[bool, bool], delta: Decimal | None, told: bool
) -> None:
    old = line(None, [part("A")], monthly_before=before, monthly_after=after)
    assert "component_changes" not in old
    (one,) = parts(old)
    assert ((one.before is not None, one.after is not None), one.delta, one.told) == (sides, delta, told)
    assert one.shown == old["components"][0]


def test_a_component_of_nothing_is_nothing() -> None:
    assert Part(None, None).shown == {}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("own price", "8 % off", "before: own price; after: 8 % off"),
        ("estimated", "", "before: estimated"),
        ("", "8 % off", "after: 8 % off"),
        ("alike", "alike", "alike"),
        (None, "new", "new"),
        ("gone", None, "gone"),
    ],
)
def test_a_note_says_of_which_side_it_is_where_they_differ(before: str | None, after: str | None, said: str) -> None:
    was, becomes = ({"note": note} if note is not None else None for note in (before, after))
    assert Part(was, becomes).note == said
