"""The pipeline: a judgement alone, and the same judgement with its portrait."""

from __future__ import annotations

import pytest

from gitops_portal.core.evaluate import evaluate, judge
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

PLAN = change_set(
    change("aws_instance.web", after={"instance_type": "t3.micro", "associate_public_ip_address": True}),
    change("aws_ebs_volume.data", Action.DELETE, before={"size": 10}),
)


def test_an_evaluation_is_its_judgement_with_a_portrait() -> None:
    whole = evaluate(PLAN, RuleSet(guardrails()), PriceBook())
    judged = judge(Index(PLAN), RuleSet(guardrails()), PriceBook())
    for part in ("changes", "verdict", "findings", "evaluated", "cost", "unjudged"):
        assert getattr(whole, part) == getattr(judged, part)
    assert {node.address for node in whole.graph.nodes} == {"aws_instance.web", "aws_ebs_volume.data"}
    assert [found.address for found in whole.diffs] == ["aws_ebs_volume.data", "aws_instance.web"]


def test_a_judgement_draws_and_compares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a judgement needs no portrait")

    for name in ("dependencies.graph.build", "drawing.chosen.choose", "difference.diff.diff"):
        monkeypatch.setattr(f"gitops_portal.core.{name}", refuse)
    assert judge(Index(PLAN), RuleSet(guardrails()), PriceBook()).findings


def test_only_the_rules_that_are_given_judge() -> None:
    rule = guardrails()["ec2-public-ip"]
    assert {found.guardrail for found in judge(Index(PLAN), RuleSet.of([rule]), PriceBook()).findings} == {rule.id}
    assert judge(Index(PLAN), RuleSet({}), PriceBook()).evaluated == 0
