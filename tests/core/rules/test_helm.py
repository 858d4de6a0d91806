"""What a release of Helm sets in the end, and by which attribute."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Sensitive
from gitops_portal.core.rules.facts import Facts
from gitops_portal.core.rules.helm import settings
from gitops_portal.core.rules.part import Part
from tests.builders import change_set


def told(**attributes: Any) -> dict[Any, tuple[Any, str]]:
    """What is set, and where, by name."""
    found = settings(Part(attributes), Facts(Index(change_set())))
    return {setting.name: (setting.value, setting.place) for setting in found}


def one(name: Any, value: Any) -> dict[str, Any]:
    return {"name": name, "value": value}


def test_names_are_those_of_set() -> None:
    document = "controller:\n  pods:\n  - image: nginx\n    args: [a, b]\nannotations:\n  example.com/a: x\n"
    assert told(values=[document]) == {
        "controller.pods[0].image": ("nginx", "values[0]"),
        "controller.pods[0].args[0]": ("a", "values[0]"),
        "controller.pods[0].args[1]": ("b", "values[0]"),
        r"annotations.example\.com/a": ("x", "values[0]"),
    }


@pytest.mark.parametrize(
    ("values", "single", "expected"),
    [
        (["a: 1\nb: 2\n", "a: 3\n"], [], {"a": (3, "values[1]"), "b": (2, "values[0]")}),
        (["a:\n  x: 1\n", "a:\n  y: 2\n"], [], {"a.x": (1, "values[0]"), "a.y": (2, "values[1]")}),
        (["a:\n- 1\n- 2\n", "a:\n- 3\n"], [], {"a[0]": (3, "values[1]")}),
        (["a:\n  x: 1\n", "a: 2\n"], [], {"a": (2, "values[1]")}),
        (["a: 1\nb: 2\n", "a: null\n"], [], {"b": (2, "values[0]")}),
        (["a:\n  x: 1\n"], [one("a.x", "2")], {"a.x": ("2", "set[0].value")}),
        ([], [one("a", "1"), one("a", "2")], {"a": ("2", "set[1].value")}),
        (["a: 1\n"], [one("a.x", "2")], {"a.x": ("2", "set[0].value")}),
        (["a: 1\n"], [one("a", "null")], {}),
        (["a:\n- x: 1\n- x: 2\n"], [one("a[1].x", "3")], {"a[0].x": (1, "values[0]"), "a[1].x": ("3", "set[0].value")}),
        (["a.b: 1\n"], [one(r"a\.b", "2")], {r"a\.b": ("2", "set[0].value")}),
        (["a:\n- 1\n- 2\n"], [one("a", "{x, y}")], {"a[0]": ("x", "set[0].value"), "a[1]": ("y", "set[0].value")}),
        (['{"a": {"x": true}}'], [], {"a.x": (True, "values[0]")}),
        (["", "# nothing yet\n---\n"], [], {}),
        (None, None, {}),
    ],
)
def test_the_later_stands_over_the_earlier(values: Any, single: Any, expected: Any) -> None:
    assert told(values=values, set=single) == expected


@pytest.mark.parametrize(
    "document",
    [
        UNKNOWN,
        Sensitive("mac", text=True),
        "no document",
        "a: &x 1\nb: *x\n",
        "a: 1\na: 2\n",
        "- a\n- b\n",
        '{"a": ' * 900 + "1" + "}" * 900,
    ],
    ids=["unknown", "secret", "text", "alias", "twice", "list", "deep"],
)
def test_what_a_document_that_can_not_be_read_may_replace_is_not_told(document: Any) -> None:
    assert told(values=["a: 1\n", document], set=[one("b", "2")]) == {
        UNKNOWN: (UNKNOWN, "values[1]"),
        "b": ("2", "set[0].value"),
    }


def test_names_that_are_not_known() -> None:
    assert told(set=[one(UNKNOWN, "true")]) == {UNKNOWN: ("true", "set[0].value")}
    assert told(set=UNKNOWN) == {UNKNOWN: (UNKNOWN, "set.value")}


def test_names_as_long_and_odd_as_anybody_writes_them() -> None:
    names = ["a." * 4_000 + "b", "[0]", "..", "\\", "a[99999999999]", ""]
    assert set(told(set=[one(name, "1") for name in names])) == set(names)
