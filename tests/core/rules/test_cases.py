"""Plans with their right answers: open in another notation, not applicable, decided by what stands beside."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Severity
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet

CASES = Path(__file__).parents[2] / "cases"


@pytest.mark.parametrize(
    ("case", "outcome", "grave"),
    [
        (
            "default-security-group-open",
            "blocked",
            {"sg-open-all": "violated", "sg-open-ssh": "violated", "sg-open-rdp": "violated"},
        ),
        ("world-in-two-halves", "blocked", {"sg-open-ssh": "violated"}),
        ("world-by-prefix-list", "blocked", {"sg-open-ssh": "violated"}),
        ("gateway-listener", "passed", {}),
        ("disk-encrypted-by-account", "passed", {}),
        ("public-acl-that-is-ignored", "passed", {}),
        ("new-group-rules-elsewhere", "passed", {}),
    ],
)
def test_answers(case: str, outcome: str, grave: dict[str, str]) -> None:
    changes = parse.load((CASES / f"{case}.json").read_bytes(), Mask(b"key")).changes
    found = evaluate(changes, RuleSet(guardrails()), PriceBook({}))
    serious = {Severity.CRITICAL, Severity.HIGH}
    assert found.verdict.outcome == outcome
    assert {each.guardrail: each.status for each in found.findings if each.severity in serious} == grave
