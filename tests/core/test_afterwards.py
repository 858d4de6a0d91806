"""What was not known is filled in, and nothing else; what could not be told is told, or still not."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core import afterwards
from gitops_portal.core.afterwards import Answer, Before, Open
from gitops_portal.core.evaluate import judge
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Enforcement, Finding, Severity, Snapshot, Standing, Status
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from tests import builders

WEB = "aws_instance.web"
RULE = Open("some-rule", WEB)


@pytest.mark.parametrize(
    ("planned", "stands", "wanted"),
    [
        ({"a": UNKNOWN, "b": 1}, {"a": 2, "b": 3}, {"a": 2, "b": 1}),
        ({"a": UNKNOWN}, {"a": None}, {"a": None}),
        ({"a": UNKNOWN}, {}, {"a": UNKNOWN}),
        ({"a": {"b": UNKNOWN, "c": 1}}, {"a": {"b": 2, "c": 9}}, {"a": {"b": 2, "c": 1}}),
        ({"a": [{"b": UNKNOWN}, {"b": 1}]}, {"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 2}]}),
        ({"a": [1]}, {"a": [2]}, {"a": [1]}),
        ({"a": {"b": UNKNOWN}}, {"a": "text"}, {"a": {"b": UNKNOWN}}),
    ],
)
def test_only_what_was_not_known_is_filled_in(planned: Any, stands: Any, wanted: Any) -> None:
    plan = builders.change_set(builders.change(WEB, after=planned), builders.change("aws_vpc.x", after=planned))
    filled = afterwards.filled(plan, {WEB: stands})
    assert [one.after for one in filled.changes] == [wanted, planned]


def test_what_knows_nothing_of_it_changes_nothing() -> None:
    plan = builders.change_set(
        builders.change(WEB, Action.DELETE, before={"a": 1}), builders.change(WEB, after={"a": UNKNOWN}, deposed="1")
    )
    assert afterwards.filled(plan, {WEB: {"a": 2}}) == plan


def test_a_state_knows_what_is_managed_and_a_plan_what_was_before() -> None:
    one = Standing(address=WEB, type="aws_instance", name="web", attributes={"a": 1})
    old = Standing(address=WEB, type="aws_instance", name="web", attributes={"a": 0}, deposed="x")
    assert afterwards.of_state(Snapshot("1.9.5", (old, one))) == {WEB: {"a": 1}}
    plan = builders.change_set(
        builders.change(WEB, Action.NO_OP, before={"a": 1}, after={"a": 1}), builders.change("aws_vpc.x")
    )
    assert afterwards.of_plan(plan) == {WEB: {"a": 1}}


def finding(status: Status, attribute: str = "a") -> Finding:
    return Finding(RULE.guardrail, Severity.HIGH, Enforcement.ADVISORY, WEB, status, attribute, "it is so")


@pytest.mark.parametrize(
    ("found", "violated", "wanted"),
    [
        ([], [], Answer.PASSED),
        ([finding(Status.UNDETERMINED)], [], None),
        ([finding(Status.UNDETERMINED), finding(Status.VIOLATED, "b")], [], Answer.VIOLATED),
        ([finding(Status.VIOLATED)], ["a"], Answer.PASSED),
        ([finding(Status.VIOLATED), finding(Status.VIOLATED, "b")], ["a"], Answer.VIOLATED),
    ],
)
def test_what_could_not_be_told(found: list[Finding], violated: list[str], wanted: Answer | None) -> None:
    before = Before(frozenset({RULE}), frozenset((RULE, name) for name in violated))
    answers = afterwards.told(before, found, {WEB}, {RULE.guardrail})
    assert [one.answer for one in answers] == ([wanted] if wanted else [])


@pytest.mark.parametrize(("known", "in_force"), [(set[str](), {RULE.guardrail}), ({WEB}, set[str]())])
def test_nothing_is_claimed_of_what_nobody_knows_or_asks(known: set[str], in_force: set[str]) -> None:
    assert afterwards.told(Before(frozenset({RULE})), [], known, in_force) == []


@pytest.mark.parametrize(("acl", "wanted"), [("public-read-write", Answer.VIOLATED), ("private", Answer.PASSED)])
def test_with_guardrails_of_ours(acl: str, wanted: Answer) -> None:
    plan = builders.change_set(builders.change("aws_s3_bucket_acl.logs", after={"bucket": "logs", "acl": UNKNOWN}))
    rules = RuleSet.of(guardrails().values())
    first = judge(Index(plan), rules, PriceBook())
    waiting = frozenset(Open(one.guardrail, one.address) for one in first.findings if one.status is Status.UNDETERMINED)
    assert waiting
    known = {"aws_s3_bucket_acl.logs": {"bucket": "logs", "acl": acl}}
    again = judge(Index(afterwards.filled(plan, known)), rules, PriceBook())
    answers = afterwards.told(Before(waiting), again.findings, known, {rule.id for rule in rules.in_force})
    assert {one.answer for one in answers} == {wanted}
