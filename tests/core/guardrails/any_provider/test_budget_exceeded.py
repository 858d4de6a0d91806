"""A plan that makes a month cost more than the budget asks somebody first, and so does one of which that can't be told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Cost, CostLine, CostStatus, Finding, Spread
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change_set


def line(action: Action, status: CostStatus = CostStatus.UNPRICED) -> CostLine:
    return CostLine("a.b", "a", action, status)


def found(before: str, after: str, budget: str | None, *lines: CostLine) -> list[Finding]:
    cost = Cost(lines=lines, before=Decimal(before), after=Decimal(after))
    rules = RuleSet.of([guardrails()["budget-exceeded"]], budget=Decimal(budget) if budget else None)
    answers = evaluate(rules, Index(change_set()), cost)
    assert answers.evaluated == 1
    assert {finding.address for finding in answers.findings} <= {""}
    return list(answers.findings)


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
    assert bool(found(before, after, budget)) is objected


def test_says_how_much_is_not_known() -> None:
    (finding,) = found("90", "110.5", "100", line(Action.CREATE))
    assert finding.status == "violated"
    assert finding.message.endswith("is over the budget of 100.00; unpriced resources on top of that: 1")


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ([line(Action.CREATE)], 1),
        ([line(Action.CREATE), line(Action.UPDATE), line(Action.REPLACE), line(Action.UNKNOWN)], 4),
        ([line(Action.DELETE), line(Action.FORGET), line(Action.NO_OP), line(Action.READ)], 0),
        ([line(Action.CREATE, CostStatus.FREE), line(Action.CREATE, CostStatus.PRICED)], 0),
        ([line(Action.CREATE, CostStatus.USAGE_BASED)], 0),
    ],
)
def test_what_has_no_price_never_passes_a_budget(lines: list[CostLine], number: int) -> None:
    told = [(finding.status, finding.message) for finding in found("90", "95", "100", *lines)]
    reason = "of the resources that change have no price: only 95.00 USD a month has a price and is within the budget"
    assert told == ([("undetermined", f"{number} {reason} of 100.00")] if number else [])
    assert not found("90", "95", None, *lines)


def ranged(*amounts: str) -> CostLine:
    """Of a usage file: low, typical and high, each before and after."""
    low_before, low_after, before, after, high_before, high_after = map(Decimal, amounts)
    spread = Spread(low_before, low_after, high_before, high_after)
    return CostLine("a.c", "a", Action.UPDATE, CostStatus.PRICED, before, after, spread=spread)


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        (
            ("10", "20", "40", "60", "80", "130"),
            "up to 130.00 USD a month (typically 60.00; now up to 80.00) is over the budget of 100.00",
        ),
        (
            ("0", "0", "90", "110", "130", "130"),
            "up to 130.00 USD a month (typically 110.00; now up to 130.00) is over the budget of 100.00",
        ),
        (("10", "20", "40", "60", "80", "100"), ""),
        (("10", "20", "40", "40", "130", "130"), ""),
        (("110", "120", "110", "120", "110", "120"), "120.00 USD a month (now 110.00) is over the budget of 100.00"),
    ],
)
def test_judges_the_upper_end(amounts: tuple[str, ...], said: str) -> None:
    one = ranged(*amounts)
    assert [finding.message for finding in found(str(one.before), str(one.after), "100", one)] == [said] * bool(said)
