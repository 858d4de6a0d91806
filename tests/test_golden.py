"""Whole evaluations of our own documents, each standing for a real shape; `pytest --accept` rewrites what is expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from gitops_portal.adapters import prices
from gitops_portal.core import report
from gitops_portal.core.brief.brief import brief
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Evaluation
from gitops_portal.core.rules.ruleset import RuleSet

PLANS = Path(__file__).parent / "plans"
PINNED = (PLANS / "rules.txt").read_text(encoding="utf-8").split()
"""The rules that these evaluations test: one that is added later changes none of them."""
RULES = RuleSet({name: guardrails()[name] for name in PINNED})
CASES = sorted(path.parent.name for path in PLANS.glob("*/plan.json"))


def evaluation(case: str) -> tuple[Evaluation, str]:
    loaded = parse.load((PLANS / case / "plan.json").read_bytes(), Mask(b"golden"))
    return evaluate(loaded.changes, RULES, prices.load(settings.PRICES_DIR)), loaded.digest


def told(case: str) -> dict[str, Any]:
    """The public report, and beside it what a reviewer reads: each difference as a line."""
    found, digest = evaluation(case)
    lines = {
        diff.address + (f" (deposed {diff.deposed})" if diff.deposed else ""): [
            f"{row.path}: {row.before} -> {row.after}" + (" # forces replacement" if row.forces_replacement else "")
            for row in diff.differences
        ]
        for diff in found.diffs
    }
    reported = report.report(found, found.graph, brief(found, found.graph, RULES), digest)
    return {**reported, "differences": lines, "places": len(found.chosen.nodes)}


@pytest.mark.parametrize("case", CASES)
def test_evaluates_as_it_did(case: str, request: pytest.FixtureRequest) -> None:
    expected, found = PLANS / case / "expected.json", told(case)
    if request.config.getoption("--accept"):
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_evaluates_alike_every_time(case: str) -> None:
    assert told(case) == told(case)


def test_a_dozen_shapes_are_there() -> None:
    assert len(CASES) >= 12
