"""A plan that makes a month dearer than the budget asks somebody first."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gitops_portal.core.model import Action, Cost, CostLine, CostStatus, Policy
from gitops_portal.core.rules.guard import evaluate, guardrails
from tests.builders import change_set

UNPRICED = CostLine("a.b", "a", Action.CREATE, CostStatus.UNPRICED)


def _messages(before: str, after: str, budget: str | None, *lines: CostLine) -> list[str]:
    cost = Cost(lines=lines, before=Decimal(before), after=Decimal(after))
    policy = Policy(budget=Decimal(budget) if budget else None)
    answers = evaluate([guardrails()["budget-exceeded"]], change_set(), cost, policy)
    assert answers.evaluated == 1
    assert {finding.address for finding in answers.findings} <= {""}
    return [finding.message for finding in answers.findings]


@pytest.mark.parametrize(
    ("before", "after", "budget", "objected"),
    [
        ("90", "110", "100", True),
        ("120", "130", "100", True),
        ("130", "120", "100", False),
        ("120", "120", "100", False),
        ("90", "100", "100", False),
        ("90", "110", None, False),
    ],
)
def test_objects_to(before: str, after: str, budget: str | None, objected: bool) -> None:
    assert bool(_messages(before, after, budget)) is objected


def test_says_how_much_is_not_known() -> None:
    (message,) = _messages("90", "110.5", "100", UNPRICED)
    assert message.endswith("is over the budget of 100.00; unpriced resources on top of that: 1")
