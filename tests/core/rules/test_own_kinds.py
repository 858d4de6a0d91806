"""What an owner writes of a condition, asked of what the provider fills in, of what nobody sets, and of what stands."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Value
from gitops_portal.core.rules.condition import Operator
from gitops_portal.core.rules.own_kinds import WrittenCondition
from gitops_portal.core.rules.part import Part

IS, IS_NOT, HAS_NONE, MATCHES = Operator.IS, Operator.IS_NOT, Operator.HAS_NONE, Operator.MATCHES


def holds(told: WrittenCondition, value: Value, *, written: bool) -> object:
    part = Part({"zone": value}, "", frozenset({"zone"} if written else ()))
    return told.condition().holds(part)


@pytest.mark.parametrize(
    ("operator", "expected", "unset", "filled_in", "null"),
    [
        (IS, ("eu-west-1a",), None, UNKNOWN, False),
        (IS_NOT, ("eu-west-1c",), None, UNKNOWN, True),
        (HAS_NONE, ("eu-west-1c",), None, UNKNOWN, True),
        (MATCHES, ("eu-.*",), None, UNKNOWN, False),
        (Operator.AT_LEAST, ("3",), None, UNKNOWN, False),
        (Operator.IS_TRUE, (), None, UNKNOWN, None),  # which counts as no
        (Operator.IS_NOT_TRUE, (), None, UNKNOWN, True),
        (Operator.IS_NOT_SET, (), None, UNKNOWN, True),
        (Operator.IS_ABSENT, (), None, UNKNOWN, True),
        # whether anybody writes it
        (Operator.IS_SET, (), None, False, False),
        (Operator.IS_PRESENT, (), None, False, False),
        # what the provider uses is told
        (IS, ("eu-west-1a",), "eu-west-1a", True, True),
        (IS_NOT, ("eu-west-1a",), "eu-west-1a", False, False),
    ],
)
def test_what_nobody_sets(
    operator: Operator, expected: tuple[str, ...], unset: str | None, filled_in: object, null: object
) -> None:
    told = WrittenCondition("zone", operator, expected, unset)
    assert holds(told, UNKNOWN, written=False) is filled_in
    assert holds(told, None, written=False) is null
    assert holds(told, UNKNOWN, written=True) is UNKNOWN
