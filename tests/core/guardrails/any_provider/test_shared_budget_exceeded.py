"""A plan is held against what all workspaces come to that share a budget, the upper end of it where some has no price."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Cost, CostLine, CostStatus, Finding, Spread
from gitops_portal.core.rules.budgets import Budget, Ends, Standing, Sums
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

WEB = {"tags": {"team": "web"}}


def found(before: int, after: int, *held: Standing, unpriced: int = 0, tags: object = WEB) -> list[Finding]:
    lines = [CostLine("a.b", "a", Action.UPDATE, CostStatus.PRICED, Decimal(before), Decimal(after))]
    lines += [CostLine(f"a.u{n}", "a", Action.UPDATE, CostStatus.UNPRICED) for n in range(unpriced)]
    changes = change_set(*(change(line.address, Action.UPDATE, tags, tags) for line in lines))  # type: ignore[arg-type]
    rules = RuleSet.of([guardrails()["shared-budget-exceeded"]], budgets=held)
    cost = Cost(tuple(lines), before=Decimal(before), after=Decimal(after))
    return list(evaluate(rules, Index(changes), cost).findings)


def others(now: int, coming: int = 0, unpriced: int = 0, tag: tuple[str, str] | None = None, **told: int) -> Standing:
    """What other workspaces come to, by 9 priced resources, of a budget of 100."""
    return Standing(Budget("Shop", Decimal(100), tag=tag), Sums(Decimal(now), Decimal(coming), 9, unpriced), **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "held", "answer"),
    [
        (10, 20, others(80), None),
        (10, 21, others(80), "violated"),
        (10, 20, others(70, 11), "violated"),
        (20, 20, others(90), None),
        (30, 20, others(90), None),
        (10, 20, others(60, unpriced=2), None),
        (10, 20, others(60, unpriced=3), "undetermined"),
        (20, 20, others(60, unpriced=3), None),
        (10, 20, others(0, tag=("team", "web"), apart=1, apart_forecast=81), "undetermined"),
        (10, 20, others(0, tag=("team", "web"), apart=1, apart_forecast=80), None),
        (10, 99, others(50, tag=("team", "other")), None),
    ],
)
def test_judges(before: int, after: int, held: Standing, answer: str | None) -> None:
    assert [str(finding.status) for finding in found(before, after, held)] == ([answer] if answer else [])


def test_names_the_budget_and_what_no_sum_holds() -> None:
    (finding,) = found(10, 50, others(60, unpriced=2), unpriced=1)
    assert finding.message == (
        "110.00 USD a month, 50.00 of it by this plan, is over the budget “Shop” of 100.00 (the organisation);"
        " resources in no sum on top of that: 3"
    )


def test_each_budget_answers_for_itself() -> None:
    held = (others(60), others(90), others(90, tag=("team", "web")))
    assert len(found(10, 30, *held)) == 2
    assert not found(10, 30)


def test_tags_that_are_not_known_may_count() -> None:
    (finding,) = found(10, 20, others(95, tag=("team", "web")), tags={"tags": {"team": UNKNOWN}})
    assert finding.status == "undetermined"


def test_what_others_come_to_makes_another_version() -> None:
    rules = [
        RuleSet.of([guardrails()["shared-budget-exceeded"]], budgets=each) for each in ((), (others(1),), (others(2),))
    ]
    assert len({each.version(None) for each in rules}) == 3


@pytest.mark.parametrize("tag", [None, ("team", "web")])
def test_judges_the_upper_end_of_all_workspaces(tag: tuple[str, str] | None) -> None:
    """Typically 75: the others 50, and at most 70; this plan 25, and at most 40."""
    ends = Ends(Decimal(-10), Decimal(20))
    held = Standing(Budget("Shop", Decimal(100), tag=tag), Sums(Decimal(50), priced=9, now_ends=ends))
    spread = Spread(Decimal(10), Decimal(20), Decimal(10), Decimal(40))
    line = CostLine("a.b", "a", Action.UPDATE, CostStatus.PRICED, Decimal(10), Decimal(25), spread=spread)
    changes = change_set(change("a.b", Action.UPDATE, WEB, WEB))
    rules = RuleSet.of([guardrails()["shared-budget-exceeded"]], budgets=(held,))
    (finding,) = evaluate(rules, Index(changes), Cost((line,), before=Decimal(10), after=Decimal(25))).findings
    assert finding.message.startswith(
        "up to 110.00 USD a month (typically 75.00), up to 40.00 of it by this plan, is over"
    )
