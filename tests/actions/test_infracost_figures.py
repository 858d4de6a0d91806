"""A workspace that goes by Infracost: what it says is the run's cost, for budgets and verdicts too."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import gate, workspaces
from gitops_portal.actions.decide import decide
from tests.actors import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Run, Workspace

    Upload = Callable[..., Run]


def infracost(after: str | None, before: str | None = "10", currency: str = "USD") -> bytes:
    sums = {"pastTotalMonthlyCost": before, "totalMonthlyCost": after}
    return json.dumps({"version": "0.2", "currency": currency, "projects": [], **sums}).encode()


@pytest.fixture
def going_by(workspace: Workspace) -> None:
    workspaces.change(OPERATOR, workspace, infracost_figures=True, budget=Decimal(100))


def sums(run: Run) -> tuple[Decimal | None, Decimal | None, str]:
    return run.cost_before, run.cost_after, run.summary["cost"].get("told_by", "")


OWN = (Decimal(0), Decimal(0), "")


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (infracost("30"), (Decimal(10), Decimal(30), "Infracost")),
        (infracost("30", before=None), OWN),
        (infracost("30", currency="EUR"), OWN),
        (infracost(None), OWN),
    ],
)
def test_what_infracost_says_is_what_the_run_costs(
    going_by: None, upload: Upload, tell: Callable[[Run, bytes], Run], report: bytes, expected: tuple[Any, ...]
) -> None:
    run = upload()
    assert sums(run) == OWN
    assert sums(tell(run, report)) == expected


def test_budgets_are_judged_by_it(going_by: None, upload: Upload, tell: Callable[[Run, bytes], Run]) -> None:
    run = tell(upload(), infracost("130"))
    assert [one.guardrail for one in run.findings.all()] == ["budget-exceeded"]
    assert "130.00 USD a month" in run.findings.get().message
    assert "as Infracost says" in json.dumps(run.summary["brief"])


def test_elsewhere_it_is_an_opinion(upload: Upload, tell: Callable[[Run, bytes], Run]) -> None:
    assert sums(tell(upload(), infracost("130"))) == OWN


def test_what_it_says_after_an_approval_closes_the_gate(
    going_by: None, upload: Upload, reviewer: Person, tell: Callable[[Run, bytes], Run]
) -> None:
    run = upload()
    decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    tell(run, infracost("30"))
    assert "its change a month is +$20.00 now" in gate.ask(run).reason
