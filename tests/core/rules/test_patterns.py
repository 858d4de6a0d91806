"""A regular expression of an owner fits a text as a whole, and takes no longer for being written badly."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost
from gitops_portal.core.placed import Misplaced
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.book import read
from gitops_portal.core.rules.patterns import compiled, fits
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

ENDLESS = ("(a+)+b", "(a|aa)+b", "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b")
"""Python's own expressions take years for them: a test that hangs is one that fails."""
LONG = "a" * 20_000


@pytest.mark.parametrize(
    ("pattern", "text", "as_written", "in_any_case"),
    [
        ("t3[.](micro|small)", "t3.micro", True, True),
        ("t3[.](micro|small)", "T3.micro", False, True),
        ("t3", "t3.micro", False, False),
        (r"\d+", "٣", False, False),
        ("ä.*", "Äpfel", False, True),
        ("", "", True, True),
    ],
)
def test_it_fits_the_whole_text(pattern: str, text: str, as_written: bool, in_any_case: bool) -> None:
    assert (fits(pattern, text), fits(pattern, text, any_case=True)) == (as_written, in_any_case)


@pytest.mark.parametrize("pattern", ["(", "a**b", "(?=a)b", r"(a)\1", "((a{1,500}){1,500}){1,500}", "a{5000}"])
def test_what_can_take_too_long_or_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"“{pattern}” is not a regular expression of RE2: ")):
        compiled(pattern)


def own(kind: str, **parameters: Any) -> dict[str, Any]:
    told = {"title": "Own", "severity": "low", "kind": kind, "types": ["x_thing"], "message": "it differs"}
    return {"rules": {"own": {**told, "parameters": parameters}}}


@pytest.mark.parametrize("pattern", ENDLESS)
@pytest.mark.parametrize("kind", ["attribute", "either", "forbidden", "required_tags"])
def test_no_own_rule_takes_too_long(kind: str, pattern: str) -> None:
    condition = {"path": "name", "operator": "matches", "expected": [pattern]}
    told: dict[str, dict[str, Any]] = {
        "attribute": {**condition, "when": [condition]},
        "either": {"conditions": [condition]},
        "forbidden": {"conditions": [condition]},
        "required_tags": {"tags": {"name": {"pattern": pattern}}},
    }
    rules = RuleSet(read(own(kind, **told[kind]), guardrails()).rules)
    plan = change_set(change("x_thing.a", after={"name": LONG, "tags": {"name": LONG}}))
    findings = guard.evaluate(rules, Index(plan), Cost()).findings
    assert len(findings) == (kind in {"either", "required_tags"})


def test_a_file_with_such_an_expression_is_refused_with_its_place() -> None:
    with pytest.raises(Misplaced, match=r"rules\.own\.parameters.*invalid perl operator"):
        read(own("attribute", path="name", operator="matches", expected=["(?=a)b"]), guardrails())
