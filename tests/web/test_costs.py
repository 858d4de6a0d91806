"""The cost page's parts: which lines stand apart, and where the bars of its waterfall lie."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.adapters import rule_files
from gitops_portal.core.pricing import usage
from gitops_portal.web import costs


def line(address: str, before: str | None, after: str | None, status: str = "priced") -> dict[str, Any]:
    return {"address": address, "action": "update", "before": before, "after": after, "status": status}


def cost(before: str, after: str, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"currency": "USD", "before": before, "after": after, "lines": list(lines)}


@pytest.mark.parametrize(
    ("before", "lines", "base", "bars"),
    [
        # what a change is of 2,600 fills the width
        ("2600", [line("a.a", "1000", "1050"), line("a.b", "1600", "1600")], 0.0, [("a.a", 50, 0.0, 100.0)]),
        (
            "10",
            [line("a.a", "0", "30"), line("a.b", "10", "0")],
            0.0,
            [("a.a", 30, 0, 100), ("a.b", -10, 66.67, 33.33)],
        ),
        ("40", [line("a.a", "40", "10"), line("a.b", "0", "10")], 100.0, [("a.a", -30, 0, 100), ("a.b", 10, 0, 33.33)]),
        # the least of bars can be seen
        (
            "0",
            [line("a.a", None, "1000"), line("a.b", None, "0.1")],
            0.0,
            [("a.a", 1000, 0, 99.99), ("a.b", "0.1", 99.6, 0.4)],
        ),
    ],
)
def test_bars_go_from_before_to_after(before: str, lines: list[Any], base: float, bars: list[tuple[Any, ...]]) -> None:
    after = sum((costs.delta(each) for each in lines), Decimal(before))
    drawn = costs.waterfall(cost(before, str(after), *lines))
    assert drawn is not None
    assert drawn.base == base
    assert [(s.address, s.delta, s.left, s.width) for s in drawn.steps] == [
        (address, Decimal(delta), left, width) for address, delta, left, width in bars
    ]
    assert drawn.total.delta == after - Decimal(before)


def test_many_steps_end_in_one_for_the_rest() -> None:
    drawn = costs.waterfall(cost("0", "1400", *(line(f"a.t{number}", "0", "100") for number in range(14))))
    assert drawn is not None
    assert [step.address for step in drawn.steps[-2:]] == ["a.t11", ""]
    assert drawn.steps[-1].delta == 200
    assert len(drawn.steps) == costs.STEPS + 1


def test_no_waterfall_where_nothing_costs_more_or_less() -> None:
    assert costs.waterfall(cost("5", "5", line("a.a", "5", "5"))) is None


def test_lines_are_told_apart_by_what_is_known_of_them() -> None:
    more, same = line("a.a", "1", "2"), line("a.b", "1", "1")
    unknown, used = line("b.b", None, None, "unpriced"), line("b.c", None, None, "usage_based")
    found = costs.by_status([more, same, unknown, used])
    assert found == {"priced": [more], "same": [same], "unpriced": [unknown], "usage_based": [used]}


def test_groups_that_cost_the_same_stand_apart_and_free_ones_nowhere() -> None:
    def row(name: str, before: str, after: str) -> dict[str, str]:
        return {"type": name, "before": before, "after": after}

    summary = {"by_type": [row("a", "1", "2"), row("b", "3", "3"), row("c", "0", "0")], "by_module": [{}]}
    ((title, head, changed, same),) = costs.groups(summary)
    assert (title, head, [line["name"] for line in changed], [line["name"] for line in same]) == (
        "By type",
        "Type",
        ["a"],
        ["b"],
    )


def test_lines_for_the_usage_file_name_what_is_not_told() -> None:
    def part(use: str | None, quantity: str | None) -> dict[str, Any]:
        return {"quantity": quantity, **({"use": use} if use else {})}

    lines = [
        {"address": 'aws_lambda_function.f["a"]', "components": [part("requests", None), part("requests", None)]},
        {"address": "aws_sqs_queue.told", "components": [part("requests", "2"), part(None, None)]},
    ]
    text = costs.untold(lines)
    assert text == 'resources:\n  "aws_lambda_function.f[\\"a\\"]":\n    requests: HOW_MUCH\n'
    assert costs.untold(lines[1:]) == ""
    with pytest.raises(rule_files.Wrong, match="is no amount"), rule_files.placed(f"version: 1\n{text}") as written:
        usage.read(written.document, lambda _: ["requests"])
