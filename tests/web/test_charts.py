"""The figures of the cost page: what they say, and that no text of a plan is read as markup."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.web import charts


def group(kind: str, before: str, after: str) -> dict[str, Any]:
    return {"type": kind, "before": before, "after": after, "count": 1}


def line(address: str, kind: str, before: str | None, after: str | None, status: str = "priced") -> dict[str, Any]:
    return {"address": address, "type": kind, "before": before, "after": after, "status": status, "components": []}


def cost(*groups: dict[str, Any], lines: tuple[dict[str, Any], ...] = (), **said: Any) -> dict[str, Any]:
    known = {"currency": "USD", "before": "10", "after": "25.5"}
    return {**known, "by_type": list(groups), "lines": list(lines), **said}


def test_the_waterfall_goes_from_before_to_after_by_the_largest_steps() -> None:
    figure = charts.waterfall(cost(group("a", "10", "8"), group("b", "0", "17.5"), group("same", "3", "3")))
    assert figure is not None
    (trace,) = figure["data"]
    assert figure["layout"]["yaxis"]["ticktext"] == ["Before", "b", "a", "After"]
    assert trace["x"] == [10.0, 17.5, -2.0, 25.5]
    assert trace["measure"] == ["absolute", "relative", "relative", "total"]
    assert trace["text"] == ["$10.00", "+$17.50", "−$2.00", "$25.50"]


def test_many_steps_end_in_one_for_the_rest() -> None:
    figure = charts.waterfall(cost(*(group(f"t{number}", "0", str(100 - number)) for number in range(14))))
    assert figure is not None
    assert figure["layout"]["yaxis"]["ticktext"][-2] == "4 more types"
    assert figure["data"][0]["x"][-2] == 90 + 89 + 88 + 87
    assert len(figure["data"][0]["x"]) == charts.STEPS + 3


@pytest.mark.parametrize("groups", [(), (group("a", "5", "5"),)])
def test_no_waterfall_where_nothing_costs_more_or_less(groups: tuple[dict[str, Any], ...]) -> None:
    assert charts.waterfall(cost(*groups)) is None


def test_the_treemap_adds_up() -> None:
    lines = (line("m.db.a", "db", "1", "15"), line("m.db.b", "db", "9", "4"), line("m.ip.a", "ip", None, None, "free"))
    figure = charts.treemap(cost(group("db", "10", "20"), group("ip", "0", "5.5"), lines=lines))
    assert figure is not None
    (trace,) = figure["data"]
    values = dict(zip(trace["ids"], trace["values"], strict=True))
    assert values == {
        "all": 25.5,
        "type db": 20.0,
        "at m.db.a": 15.0,
        "at m.db.b": 4.0,
        "rest db": 1.0,
        "type ip": 5.5,
    }
    tones = dict(zip(trace["ids"], trace["meta"]["tones"], strict=True))
    assert (tones["at m.db.a"], tones["at m.db.b"]) == ("delete-tint", "create-tint")
    assert trace["labels"][2] == "a"  # the rectangle around it says db


def test_no_treemap_of_nothing() -> None:
    assert charts.treemap(cost(after="0")) is None


def test_text_of_a_plan_stays_text_and_figures_are_json() -> None:
    odd = "<a href='javascript:x'>&"
    data = cost(group(odd, "0", "9"), lines=(line(f"{odd}.x", odd, None, "9"),))
    for figure in (charts.waterfall(data), charts.treemap(data)):
        assert "<a" not in json.dumps(figure)
        assert "&lt;a" in json.dumps(figure)


def test_lines_are_told_apart_by_whether_they_are_priced() -> None:
    known, unknown = line("a.a", "a", "1", "1"), line("b.b", "b", None, None, "unpriced")
    assert charts.by_status([known, unknown]) == {"priced": [known], "unpriced": [unknown]}
