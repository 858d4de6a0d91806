"""An operator over a value that stands, does not stand, or can't be told."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Sensitive
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.part import Part

SECRET = Sensitive("mac", text=True)


@pytest.mark.parametrize(
    ("operator", "expected", "yes", "no", "nothing"),
    [
        (Operator.IS_TRUE, (), [True, "true"], [False, "false"], False),
        (Operator.IS_NOT_TRUE, (), [False, "false"], [True, "true"], True),
        (Operator.IS_NOT_FALSE, (), [True], [False, "false"], True),
        (Operator.IS_SET, (), ["a", SECRET], [" "], False),
        (Operator.IS_NOT_SET, (), [" "], ["a", SECRET], True),
        (Operator.IS_PRESENT, (), [[{}], {"a": 1}, 0, "a", False, SECRET], [[], {}], False),
        (Operator.IS_ABSENT, (), [[], {}], [[{}], 1], True),
        (Operator.IS, ("Deny", 3), ["Deny", "DENY", 3, "3"], ["Allow", 4], False),
        (Operator.IS_NOT, ("Deny",), ["Allow", 1], ["deny"], True),
        (Operator.HAS, ("a", "b"), [["a", "B", "c"]], [["a"], [], "a"], False),
        (Operator.HAS_ANY, ("a", "b"), [["A", "c"], "b"], [["c"], []], False),
        (Operator.HAS_ONLY, ("a", "b"), [["A"], ["a", "b", "a"], []], [["a", "c"], "c"], True),
        (Operator.HAS_NONE, ("0.0.0.0/0",), [["10.0.0.0/8"], []], [["0.0.0.0/0"], "0.0.0.0/0", ["a", "0.0.0.0/0"]], True),
        (Operator.AT_LEAST, (7,), [7, "8", 7.5], [6, "1"], False),
        (Operator.AT_MOST, (7,), [7, "1", 6.5], [8, "9"], False),
        (Operator.MATCHES, ("v1[.].*",), ["V1.2"], ["v2", "xv1."], False),
    ],
)  # fmt: skip
def test_answers(
    operator: Operator, expected: tuple[str | int, ...], yes: list[object], no: list[object], *, nothing: bool
) -> None:
    asked = Condition("a", operator, expected)
    assert [asked.holds(Part({"a": value})) for value in yes] == [True] * len(yes)
    assert [bool(asked.holds(Part({"a": value}))) for value in no] == [False] * len(no)
    assert bool(asked.holds(Part({}))) is nothing
    assert asked.holds(Part({"a": UNKNOWN})) is UNKNOWN
    assert asked.holds(Part(UNKNOWN)) is UNKNOWN


@pytest.mark.parametrize(
    ("asked", "values", "answer"),
    [
        (Condition("a", Operator.IS, ("TLS1_2",), unset="TLS1_2"), {}, True),
        (Condition("a", Operator.IS, ("TLS1_2",), unset="TLS1_0"), {"a": ""}, False),
        (Condition("a", Operator.IS_TRUE, unset=True), {}, True),
        (Condition("a", Operator.IS_NOT_TRUE, unset=True), {"a": None}, False),
        (Condition("a", Operator.IS, ("x",), unset=UNKNOWN), {}, UNKNOWN),
        (Condition("a", Operator.HAS_NONE, ("x",), unset="x"), {}, False),
        (Condition("b.a", Operator.IS_TRUE), {}, False),
        (Condition("b.a", Operator.IS_TRUE), {"b": [{"a": True}, {"a": False}]}, False),
        (Condition("b.a", Operator.IS_TRUE), {"b": [{"a": True}, {"a": UNKNOWN}]}, UNKNOWN),
        (Condition("b.a", Operator.IS_TRUE), {"b": UNKNOWN}, UNKNOWN),
        (Condition("b.c.a", Operator.IS_NOT_TRUE), {"b": {"c": []}}, True),
        (Condition("a", Operator.HAS, ("x",)), {"a": ["x", UNKNOWN]}, True),
        (Condition("a", Operator.HAS, ("x",)), {"a": ["y", UNKNOWN]}, UNKNOWN),
        (Condition("a", Operator.HAS_NONE, ("x",)), {"a": ["y", UNKNOWN]}, UNKNOWN),
        (Condition("a", Operator.HAS_ANY, ("x",)), {"a": ["x", UNKNOWN]}, True),
        (Condition("a", Operator.HAS_ANY, ("x",)), {"a": ["y", UNKNOWN]}, UNKNOWN),
        (Condition("a", Operator.HAS_ONLY, ("x",)), {"a": ["x", UNKNOWN]}, UNKNOWN),
        (Condition("a", Operator.HAS_ONLY, ("x",)), {"a": ["y", UNKNOWN]}, False),
        (Condition("a", Operator.AT_LEAST, (1,)), {"a": "many"}, UNKNOWN),
        (Condition("a", Operator.IS, ("x",)), {"a": {}}, UNKNOWN),
        (Condition("a", Operator.IS_PRESENT), {"a": Sensitive("mac")}, UNKNOWN),
    ],
)
def test_paths_and_what_nobody_sets(asked: Condition, values: dict[str, object], answer: object) -> None:
    assert asked.holds(Part(values)) == answer


def test_a_place_is_told_as_people_write_it() -> None:
    asked = Condition("site.tls", Operator.IS_TRUE)
    assert [*asked.answers(Part({"site": [{"tls": True}, {}]}))] == [(True, "site[0].tls"), (None, "site[1].tls")]
