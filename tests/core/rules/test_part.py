"""Reading attributes that may be unknown, secret or of the wrong shape."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Sensitive
from gitops_portal.core.rules.part import Part, Truth, all_of, any_of, negate, one_of, present

SECRET = Sensitive("mac")


@pytest.mark.parametrize(
    ("value", "flag", "text", "number"),
    [
        (None, None, None, None),
        (True, True, UNKNOWN, UNKNOWN),
        ("true", True, "true", UNKNOWN),
        ("FALSE", False, "FALSE", UNKNOWN),
        ("", None, "", UNKNOWN),
        ("22", UNKNOWN, "22", 22),
        ("-1", UNKNOWN, "-1", -1),
        ("1-", UNKNOWN, "1-", UNKNOWN),
        ("--1", UNKNOWN, "--1", UNKNOWN),
        ("9" * 5000, UNKNOWN, "9" * 5000, UNKNOWN),
        ("²", UNKNOWN, "²", UNKNOWN),
        (22, UNKNOWN, UNKNOWN, 22),
        (2.5, UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (SECRET, UNKNOWN, UNKNOWN, UNKNOWN),
        ([], UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_single_values(value: Any, flag: Truth, text: Any, number: Any) -> None:
    part = Part({"a": value})
    assert (part.flag("a"), part.text("a"), part.number("a")) == (flag, text, number)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (None, ()),
        ([], ()),
        (["a", None, UNKNOWN, 7], ("a", UNKNOWN, UNKNOWN, UNKNOWN)),
        (UNKNOWN, (UNKNOWN,)),
        ("a", (UNKNOWN,)),
    ],
)
def test_lists(value: Any, texts: Any) -> None:
    assert Part({"a": value}).texts("a") == texts


@pytest.mark.parametrize(
    ("value", "blocks"),
    [
        (None, []),
        ([], []),
        ([{"b": 1}, {}], [("a[0]", False), ("a[1]", False)]),
        ({"b": 1}, [("a", False)]),
        (UNKNOWN, [("a", True)]),
        ([UNKNOWN, None], [("a[0]", True), ("a[1]", True)]),
        ("odd", [("a", True)]),
    ],
)
def test_nested_blocks(value: Any, blocks: list[tuple[str, bool]]) -> None:
    assert [(part.path, part.unknown) for part in Part({"a": value}).blocks("a")] == blocks


@pytest.mark.parametrize("value", [UNKNOWN, None, [], "text", SECRET])
def test_a_part_that_is_no_object_is_unknown_in_everything(value: Any) -> None:
    part = Part(value)
    assert part.flag("a") is part.text("a") is part.number("a") is UNKNOWN
    assert part.texts("a") == (UNKNOWN,)
    assert [block.unknown for block in part.blocks("a")] == [True]


def test_a_path_is_written_as_people_write_it() -> None:
    (disk,) = Part({"disk": [{"encrypted": False}]}).blocks("disk")
    assert disk.at("encrypted") == "disk[0].encrypted"


@pytest.mark.parametrize(
    ("left", "right", "either", "both"),
    [
        (True, True, True, True),
        (True, False, True, False),
        (True, UNKNOWN, True, UNKNOWN),
        (False, UNKNOWN, UNKNOWN, False),
        (None, UNKNOWN, UNKNOWN, False),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (False, None, False, False),
    ],
)
def test_three_valued_logic(left: Truth, right: Truth, either: Truth, both: Truth) -> None:
    assert any_of(left, right) is any_of(right, left) is either
    assert all_of(left, right) is all_of(right, left) is both


def test_of_nothing() -> None:
    assert (any_of(), all_of()) == (False, True)


def test_words() -> None:
    assert [negate(truth) for truth in (True, False, None, UNKNOWN)] == [False, True, True, UNKNOWN]
    assert [present(text) for text in ("a", " ", "", None, UNKNOWN)] == [True, False, False, False, UNKNOWN]
    assert [one_of(text, {"a"}) for text in ("a", "b", None, UNKNOWN)] == [True, False, False, UNKNOWN]
