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
from gitops_portal.core.documents import parse, sources
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.index import Index
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
SOURCE = '''"""The inventory of ACME: a list of what stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.source import Kind, Source
from gitops_portal.core.documents.state import clean
from gitops_portal.core.documents.state.instances import Instance, Opened
from gitops_portal.core.documents.state.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members
    from gitops_portal.core.model import Snapshot


def recognises(members: Members) -> bool:
    return "acme_inventory" in members


def redact(members: Members, mask: Mask) -> tuple[bytes, Snapshot, Callable[[bytes], bytes]]:
    rows = reader.decode(members["acme_inventory"], list[dict[str, msgspec.Raw]])
    queues = [clean.Resource(f"acme_queue.n{place}", "acme_queue", f"n{place}") for place, _ in enumerate(rows)]
    found = [Instance(queue, msgspec.Raw(msgspec.json.encode(row))) for queue, row in zip(queues, rows, strict=True)]
    return redacted(Opened("", found, {}), mask)


ACME_INVENTORY = Source("acme-inventory", Kind.STATE, recognises, redact)
'''
PLAN = change_set(
    change("acme_queue.a", after={"size": "small"}, region="moon-1"),
    change("acme_queue.b", after={"size": "small", "label": "team"}, region="moon-1"),
)
BOOK = PriceBook({"acme_queue": {"moon-1": {"small": Price(usd=Decimal("0.1"), date="2026-01-01")}}})


@pytest.fixture
def added(tmp_path: Path) -> Iterator[Path]:
    """A folder beside the providers that are there: `acme`, with one file each."""
    guardrails.guardrails(), cost_models.cost_models()  # what is remembered is what ships
    for kind, package, text in (
        ("guardrails", guardrails, GUARDRAIL),
        ("cost_models", cost_models, COST_MODEL),
        ("sources", sources, SOURCE),
    ):
        name = {"guardrails": "queue_unlabelled", "cost_models": "acme_queue", "sources": "acme_inventory"}[kind]
        folder = tmp_path / kind / "acme"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text('"""Of ACME."""\n')
        (folder / f"{name}.py").write_text(text)
        package.__path__.append(str(tmp_path / kind))
    sources.sources.cache_clear()
    yield tmp_path
    for package in (guardrails, cost_models, sources):
        package.__path__.pop()
    sources.sources.cache_clear()
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
    lines = cost.estimate(Index(PLAN), found, BOOK).lines
    assert [(line.status, str(line.after)) for line in lines] == [(CostStatus.PRICED, "73.0")] * 2


@pytest.mark.usefixtures("added")
def test_a_source_is_one_file() -> None:
    body = b'{"acme_inventory": [{"size": "small"}, {"size": "large", "password": "made-up-Secret-9f3b71"}]}'
    observed = parse.observe(body, Mask(b"key"))
    assert observed.source == "acme-inventory"
    assert [one.address for one in observed.snapshot.resources] == ["acme_queue.n0", "acme_queue.n1"]
    assert b"made-up-Secret" not in observed.clean
    assert parse.read(observed.clean, Mask(b"key")) == observed.snapshot
