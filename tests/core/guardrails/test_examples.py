"""Every example that stands beside a rule is judged; and what a rule reads, when unknown, never makes it pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.examples import Example
from gitops_portal.core.rules.rule import Rule
from gitops_portal.core.rules.trial import answer

RULES = [rule for rule in guardrails().values() if rule.examples]
EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]


def called(value: Rule | Example) -> str:
    return value.id if isinstance(value, Rule) else value.answer


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=called)
def test_an_example_is_answered_as_it_says(rule: Rule, example: Example) -> None:
    assert answer(rule, example) == example.answer


@pytest.mark.parametrize("rule", RULES, ids=called)
def test_a_rule_shows_what_it_objects_to_and_what_not(rule: Rule) -> None:
    assert {"violated", "passed"} <= {example.answer for example in rule.examples}


@pytest.mark.parametrize(("rule", "example"), [each for each in EXAMPLES if each[1].answer == "violated"], ids=called)
def test_what_is_violated_passes_at_most_by_what_is_not_known(rule: Rule, example: Example) -> None:
    """With any one value hidden the answer is as before, or can't be told: never passed."""
    for hidden in without(example.attributes):
        assert answer(rule, replace(example, attributes=hidden)) in {"violated", "undetermined"}, hidden


def without(value: Any) -> Iterator[Any]:
    """The same with one leaf, or one branch, unknown."""
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, held in inner:
        for smaller in (UNKNOWN, *without(held)):
            copied = {**value} if isinstance(value, Mapping) else [*value]
            copied[key] = smaller
            yield copied
