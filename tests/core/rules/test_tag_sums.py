"""What resources cost by tag: by the tags on each side, bounded, and with what is not known beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Cost, CostLine, CostStatus, Sensitive, Spread
from gitops_portal.core.rules.tag_sums import LEFT_OUT, MOST, MOST_LEFT_OUT, SUM, UNTOLD, TagRow, tag_sums, tags
from tests.builders import change, change_set

WEB = {"tags": {"team": "web"}}


def told(*sides: tuple[Any, Any], status: CostStatus = CostStatus.PRICED) -> list[TagRow]:
    """Resources that cost 10 before and 25 after, by what stands there on each side."""
    changes, lines = [], []
    for number, (before, after) in enumerate(sides):
        action = Action.CREATE if before is None else Action.DELETE if after is None else Action.UPDATE
        changes.append(change(f"aws_x.y{number}", action, before, after))
        priced = status is CostStatus.PRICED
        was, becomes = (
            Decimal(sum_) if priced and side is not None else None for side, sum_ in ((before, 10), (after, 25))
        )
        lines.append(CostLine(f"aws_x.y{number}", "aws_x", action, status, was, becomes))
    return tag_sums(change_set(*changes), Cost(tuple(lines)))


def found(rows: list[TagRow]) -> dict[str, tuple[int, int, int, int]]:
    return {
        f"{row.key}={row.value}": (int(row.before), int(row.after), row.priced, row.unpriced)
        for row in rows
        if row.kind == SUM
    }


@pytest.mark.parametrize(
    ("before", "after", "sums"),
    [
        (None, WEB, {"team=web": (0, 25, 1, 0)}),
        (WEB, None, {"team=web": (10, 0, 1, 0)}),
        (WEB, {"tags": {"team": "shop"}}, {"team=web": (10, 0, 0, 0), "team=shop": (0, 25, 1, 0)}),
        (None, {"tags": None}, {}),
    ],
)
def test_a_resource_counts_by_its_tags_on_each_side(before: Any, after: Any, sums: dict[str, Any]) -> None:
    rows = told((before, after))
    assert found(rows) == sums
    assert rows[0] == TagRow(UNTOLD)


@pytest.mark.parametrize(
    ("values", "known", "hidden"),
    [
        ({"tags_all": {"a": "1"}, "tags": {"b": "2"}}, {("a", "1")}, set()),
        ({"tags_all": UNKNOWN, "tags": {"b": "2"}}, {("b", "2")}, set()),
        ({"tags_all": UNKNOWN, "tags": None}, set(), {""}),
        ({"tags": {"a": UNKNOWN, "b": "2"}}, {("b", "2")}, {"a"}),
        ({"tags": Sensitive("x")}, set(), {""}),
        ({"labels": {"a": "1"}}, {("a", "1")}, set()),
        ({"tag": [{"key": "a", "value": "1", "propagate_at_launch": True}]}, {("a", "1")}, set()),
        ({"tags": ["http-server"]}, set(), set()),
        ({"tags": {"a": None, "": "x", "k" * 129: "v", "b": "v" * 257}}, set(), set()),
    ],
)
def test_reads_tags_where_providers_write_them(values: Any, known: set[Any], hidden: set[str]) -> None:
    assert tuple(map(set, tags(values))) == (known, hidden)


def test_what_has_no_price_is_counted_and_never_zero() -> None:
    assert found(told((None, WEB), status=CostStatus.UNPRICED)) == {"team=web": (0, 0, 0, 1)}
    assert found(told((None, WEB), status=CostStatus.FREE)) == {}


def test_is_bounded_by_whole_keys() -> None:
    """Keys that group are kept, one that names each resource is left out, and it is told."""
    rows = told(*((None, {"tags": {"Name": f"n{number}", "team": "web"}}) for number in range(MOST)))
    assert found(rows) == {"team=web": (0, 25 * MOST, MOST, 0)}
    assert [row.key for row in rows if row.kind == LEFT_OUT] == ["Name"]
    many = {f"k{number:03}": "v" for number in range(MOST + MOST_LEFT_OUT + 5)}
    rows = told((None, {"tags": many}))
    assert len(found(rows)) == MOST
    left_out = [row.key for row in rows if row.kind == LEFT_OUT]
    assert (len(left_out), left_out[-1]) == (MOST_LEFT_OUT + 1, "")


def test_keys_without_a_known_value_are_bounded_too() -> None:
    rows = told((None, {"tags": {f"k{number:03}": UNKNOWN for number in range(MOST_LEFT_OUT + 5)}}))
    assert [row.unpriced for row in rows] == [5] + [1] * MOST_LEFT_OUT


def test_ends_of_what_a_usage_file_tells_are_rows_beside_the_sum() -> None:
    spread = Spread(Decimal(4), Decimal(20), Decimal(16), Decimal(40))
    line = CostLine("aws_x.y", "aws_x", Action.UPDATE, CostStatus.PRICED, Decimal(10), Decimal(25), spread=spread)
    changes = change_set(change("aws_x.y", Action.UPDATE, WEB, {"tags": {"team": "shop"}}))
    rows = {(row.kind, row.value): (int(row.before), int(row.after)) for row in tag_sums(changes, Cost((line,)))}
    assert rows == {
        ("untold", ""): (0, 0),
        ("sum", "web"): (10, 0),
        ("low", "web"): (4, 0),
        ("high", "web"): (16, 0),
        ("sum", "shop"): (0, 25),
        ("low", "shop"): (0, 20),
        ("high", "shop"): (0, 40),
    }
