"""What is added most often is one file and its test: each trial adds one, and touches nothing else of the tree.

`docs/extend.md` describes them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from gitops_portal.core import cost_models, guardrails
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.model import CostStatus, Enforcement, Status
from gitops_portal.core.pricing import cost
from gitops_portal.core.pricing.bill import CostModel
from gitops_portal.core.pricing.price_book import Price, PriceBook
from gitops_portal.core.registry import collect
from gitops_portal.core.rules.rule import Rule
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

GUARDRAIL = '''"""A queue without a label."""

from __future__ import annotations

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

queue_unlabelled = guardrail(
    "queue-unlabelled",
    "Queues have a label",
    Severity.MEDIUM,
    types={"acme_queue"},
    why="Nobody knows whose it is.",
    remedy='Set label = "team".',
    references=("NIST CM-8",),
)(Attribute("label", Operator.IS_SET, "the queue has no label"))
'''
COST_MODEL = '''"""A queue: a fee an hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import HOURS, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("acme_queue")
def acme_queue(queue: Resource) -> Iterator[Component]:
    yield Component("Queue", "acme_queue", queue.text("size"), HOURS)
'''
PLAN = change_set(
    change("acme_queue.a", after={"size": "small"}, region="moon-1"),
    change("acme_queue.b", after={"size": "small", "label": "team"}, region="moon-1"),
)
BOOK = PriceBook({"acme_queue": {"moon-1": {"small": Price(usd=Decimal("0.1"), date="2026-01-01")}}})


@pytest.fixture
def added(tmp_path: Path) -> Iterator[Path]:
    """A folder beside the providers that are there: `acme`, with one file each."""
    for kind, package, text in (
        ("guardrails", guardrails, GUARDRAIL),
        ("cost_models", cost_models, COST_MODEL),
    ):
        name = "queue_unlabelled" if kind == "guardrails" else "acme_queue"
        folder = tmp_path / kind / "acme"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text('"""Of ACME."""\n')
        (folder / f"{name}.py").write_text(text)
        package.__path__.append(str(tmp_path / kind))
    yield tmp_path
    for package in (guardrails, cost_models):
        package.__path__.pop()
    for name in [name for name in sys.modules if ".acme" in name and name.startswith("gitops_portal.core.")]:
        del sys.modules[name]


@pytest.mark.usefixtures("added")
def test_a_guardrail_is_one_file() -> None:
    found = collect(guardrails.__name__, guardrails.__path__, Rule)
    assert {*found} == {*guardrails.guardrails(), "queue-unlabelled"}
    evaluation = evaluate(PLAN, RuleSet(found), BOOK)
    (finding,) = evaluation.findings
    assert (finding.guardrail, finding.address, finding.status) == ("queue-unlabelled", "acme_queue.a", Status.VIOLATED)
    assert finding.enforcement is Enforcement.ADVISORY
    assert not evaluation.unjudged


@pytest.mark.usefixtures("added")
def test_a_guardrail_for_other_types_judges_no_other_run_again() -> None:
    found = collect(guardrails.__name__, guardrails.__path__, Rule)
    here = {"aws_instance", "aws_s3_bucket"}
    assert RuleSet(found).version(here) == RuleSet(guardrails.guardrails()).version(here)
    assert RuleSet(found).version({"acme_queue"}) != RuleSet(guardrails.guardrails()).version({"acme_queue"})


@pytest.mark.usefixtures("added")
def test_a_cost_model_is_one_file() -> None:
    found = collect(cost_models.__name__, cost_models.__path__, CostModel)
    assert {*found} == {*cost_models.cost_models(), "acme_queue"}
    lines = cost.estimate(PLAN, found, BOOK).lines
    assert [(line.status, str(line.after)) for line in lines] == [(CostStatus.PRICED, "73.0")] * 2
