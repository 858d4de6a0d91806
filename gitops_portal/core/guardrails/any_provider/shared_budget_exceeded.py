"""A plan that makes workspaces together cost more than was agreed asks somebody first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import CostStatus, Severity
from gitops_portal.core.rules.budgets import Own, unclear, up_to
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, undetermined, violated
from gitops_portal.core.rules.tag_sums import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.budgets import Standing
    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "shared-budget-exceeded",
    "The plan stays within the budgets that it shares",
    Severity.HIGH,
    why="With what is approved elsewhere, the month would cost more than these workspaces were given together.",
    remedy="Make it smaller, or ask an owner of the organisation to raise the budget that the finding names.",
    references=("NIST SA-2",),
    judges=Judges.PLAN,
    costs=True,
)
def shared_budget_exceeded(_plan: Subject, facts: Facts) -> Iterator[Objection]:
    for held in facts.budgets:
        tag = held.budget.tag
        own = facts.once("tags", lambda: counted(facts.changes, facts.cost)).of(tag) if tag else _whole(facts)
        if own.adds or own.unpriced:
            yield from _judged(held, own)


def _judged(held: Standing, own: Own) -> Iterator[Objection]:
    """Its own workspace counts as this plan leaves it: of two open plans there, one is made again anyway."""
    budget, total, typical = held.budget, held.high + own.high_after, held.forecast + own.after
    named = f"the budget “{budget.name}” of {budget.amount:.2f} ({budget})"
    typically = "" if typical == total else f" (typically {typical:.2f})"
    part = f"{up_to(own.after, own.high_after)} of it by this plan"
    sums = f"{up_to(typical, total)} USD a month{typically}, {part}"
    left_out = held.left_out + own.unpriced
    if total > budget.amount and own.adds:
        beside = f"; resources in no sum on top of that: {left_out}" if left_out else ""
        yield violated("", f"{sums}, is over {named}{beside}")
    elif total <= budget.amount and unclear(held, total, held.sums.priced + own.priced, left_out):
        apart = f", and the tag's total is unknown in {held.apart} of the workspaces" if held.apart else ""
        yield undetermined("", f"{sums}, is within {named}, but {left_out} resources are in no sum{apart}")


def _whole(facts: Facts) -> Own:
    cost = facts.cost
    covered = cost.coverage
    return Own(cost.before, cost.after, *cost.most, covered[CostStatus.PRICED], covered[CostStatus.UNPRICED])
