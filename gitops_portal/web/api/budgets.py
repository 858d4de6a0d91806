"""Budgets, for scripts: what stands against each, and what is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Router

from gitops_portal.core.errors import Refused
from gitops_portal.records import queries
from gitops_portal.records.queries import budgets as of_budgets
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gitops_portal.core.rules.budgets import Standing
    from gitops_portal.web.api.caller import Caller

router = Router()


@router.get("/budgets", response={200: dict[str, Any], **PROBLEMS}, summary="The budgets that workspaces share")
def index(request: HttpRequest) -> dict[str, Any]:
    """Amounts are US dollars a month, as text. `left_out` resources are in no sum; `state` is `within`, `unclear`,
    `ahead` (over it once all is applied that is approved) or `over`, by the upper end (`high`) of what usage files
    tell. For who sees every workspace.
    """
    must_see_everything(caller(request), "Budgets are sums over workspaces")
    stand = of_budgets.stand([of_budgets.noun(row) for row in of_budgets.rows()])
    return {"budgets": [_out(held) for held in stand]}


def must_see_everything(who: Caller, why: str) -> None:
    """Raises Refused, which begins with why: what is told tells of every workspace."""
    if who.person and queries.everywhere(who.person):
        return
    if who.token and who.token.workspace_id is None:
        return
    raise Refused(f"{why}: this takes a role, or a token, that holds in every one.")


def _out(held: Standing) -> dict[str, Any]:
    budget = held.budget
    return {
        "name": budget.name,
        "scope": str(budget.scope.kind),
        "selector": budget.scope.selector,
        "tag": "=".join(budget.tag) if budget.tag else None,
        "amount": f"{budget.amount:.2f}",
        "now": f"{held.sums.now:.2f}",
        "forecast": f"{held.forecast:.2f}",
        "low": {"now": f"{held.sums.low_now:.2f}", "forecast": f"{held.sums.low_forecast:.2f}"},
        "high": {"now": f"{held.sums.high_now:.2f}", "forecast": f"{held.high:.2f}"},
        "state": held.state,
        "workspaces": held.workspaces,
        "without_plan": held.empty,
        "tag_not_known": held.apart,
        "priced": held.sums.priced,
        "left_out": held.left_out,
    }
