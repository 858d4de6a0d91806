"""Budgets that workspaces share: added, changed and removed, each with its line in the organisation's trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.actions import audit, clock, scopes
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.organisation import BudgetTold, Changed
from gitops_portal.core.rules.budgets import MOST, check
from gitops_portal.records.models import Budget
from gitops_portal.records.queries import budgets as queries

if TYPE_CHECKING:
    from decimal import Decimal

    from gitops_portal.core.model import Actor


@in_one_transaction()
def keep(  # noqa: PLR0913 - the fields of a form, named
    by: Actor,
    pk: int | None = None,
    *,
    name: str,
    amount: Decimal,
    scope: str,
    selector: str = "",
    tag_key: str = "",
    tag_value: str = "",
) -> Budget:
    """Add a budget, or change the one that `pk` names. `amount` is in US dollars a month.

    Raises Invalid for what is no budget, a name that is taken, and one budget too many; Stale where it is gone.
    """
    name, selector = name.strip(), selector.strip()
    check(name, amount, tag_key, tag_value)
    scopes.check(scope, selector)
    audit.held(None)
    before = queries.row(pk) if pk is not None else None
    if pk is not None and before is None:
        raise Stale("That budget was removed meanwhile.")
    if (same := queries.named(name)) and same.pk != pk:
        raise Invalid(f"There is a budget “{name}” already: choose another name, or change that one.")
    if before is None and queries.count() >= MOST:
        raise Invalid(f"There are {MOST} budgets, and no more are kept: remove one first.")
    told = {"name": name, "amount": amount, "scope": scope, "selector": selector}
    told |= {"tag_key": tag_key, "tag_value": tag_value, "changed_by": by.name[:200], "changed_at": clock.now()}
    budget = before or Budget()
    was = {"name": before.name, **_told(before)} if before else {}
    for field, value in told.items():
        setattr(budget, field, value)
    budget.save()
    if before is None:
        audit.record(by, Verb.BUDGET_ADDED, name, detail=_told(budget))
    elif was != (now := {"name": name, **_told(budget)}):
        audit.record(by, Verb.BUDGET_CHANGED, name, detail=Changed(before=was, after=now))
    return budget


@in_one_transaction()
def remove(by: Actor, pk: int) -> None:
    """Nothing counts against it any more. Raises Stale where it is gone."""
    budget = queries.row(pk)
    if budget is None or not Budget.objects.filter(pk=pk).delete()[0]:
        raise Stale("That budget was removed already.")
    audit.record(by, Verb.BUDGET_REMOVED, budget.name, detail=_told(budget))


def _told(budget: Budget) -> BudgetTold:
    tag = f"{budget.tag_key}={budget.tag_value}" if budget.tag_key else ""
    return BudgetTold(scope=budget.scope, selector=budget.selector, tag=tag, amount=f"{budget.amount:.2f}")
