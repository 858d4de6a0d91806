"""A plan that costs more than was agreed asks somebody first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import CostStatus, Severity
from gitops_portal.core.rules.budgets import up_to
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "budget-exceeded",
    "The plan stays within the budget",
    Severity.HIGH,
    why="The month would cost more than this workspace was given, and this plan adds to it.",
    remedy="Make it smaller, or ask an owner to raise the budget of the workspace.",
    references=("NIST SA-2",),
    judges=Judges.PLAN,
    costs=True,
)
def budget_exceeded(_plan: Subject, facts: Facts) -> Iterator[Objection]:
    budget, cost = facts.budget, facts.cost
    if budget is None:
        return
    before, after = cost.most
    total = f"{up_to(cost.after, after)} {cost.currency} a month"
    if after > max(budget, before) or cost.after > max(budget, cost.before):
        unpriced = cost.coverage[CostStatus.UNPRICED]
        beside = f"; unpriced resources on top of that: {unpriced}" if unpriced else ""
        typically = "" if after == cost.after else f"typically {cost.after:.2f}; "
        sums = f"{total} ({typically}now {up_to(cost.before, before)}) is over the budget of {budget:.2f}"
        yield violated("", sums + beside)
    elif unpriced := sum(line.may_cost_more for line in cost.lines):
        said = f"{total} has a price and is within the budget of {budget:.2f}"
        yield undetermined("", f"{unpriced} of the resources that change have no price: only {said}")
