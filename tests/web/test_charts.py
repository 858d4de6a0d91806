"""The treemap of the cost page: what it says, and that no text of a plan is read as markup."""

from __future__ import annotations

import json
from typing import Any

from gitops_portal.web import charts


def line(address: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {"address": address, "before": before, "after": after}


def cost(after: str, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"currency": "USD", "before": "10", "after": after, "lines": list(lines)}


def test_tiles_stand_in_their_modules_and_add_up() -> None:
    figure = charts.treemap(
        cost(
            "30",
            line("aws_db.a", "1", "15"),
            line('module.web["x"].module.net.aws_nat.this[0]', "9", "4"),
            line('module.web["x"].aws_lb.this', "5", "5"),
            line("aws_ip.free", None, None),
        )
    )
    assert figure is not None
    (trace,) = figure["data"]
    tiles = {
        name: (parent, label, value, tone)
        for name, parent, label, value, tone in zip(
            *(trace[key] for key in ("ids", "parents", "labels", "values")), trace["meta"]["tones"], strict=True
        )
    }
    assert tiles == {
        "all": ("", "After", 30.0, "sunken"),
        'in module.web["x"]': ("all", 'module.web["x"]', 9.0, "sunken"),
        'in module.web["x"].module.net': ('in module.web["x"]', "module.net", 4.0, "sunken"),
        "at aws_db.a": ("all", "aws_db<br>a", 15.0, "delete-tint"),
        'at module.web["x"].module.net.aws_nat.this[0]': (
            'in module.web["x"].module.net',
            "aws_nat<br>this[0]",
            4.0,
            "create-tint",
        ),
        'at module.web["x"].aws_lb.this': ('in module.web["x"]', "aws_lb<br>this", 5.0, "line"),
        "others": ("all", "others", 6.0, "line"),
    }


def test_no_treemap_of_nothing() -> None:
    assert charts.treemap(cost("0")) is None


def test_text_of_a_plan_stays_text_and_the_figure_is_json() -> None:
    odd = "<a href='javascript:x'>&"
    figure = json.dumps(charts.treemap(cost("9", line(f"module.{odd}.{odd}.x", None, "9"))))
    assert "<a" not in figure
    assert "&lt;a" in figure


def test_what_names_a_module_alone_has_a_tile() -> None:
    figure = charts.treemap(cost("9", line("module.data", None, "9")))
    assert figure is not None
    assert "at module.data" in figure["data"][0]["ids"]
    assert "module.data" in figure["data"][0]["labels"]
