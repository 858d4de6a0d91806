"""What policies say goes to the guardrails that stand for it: two levels, and rules that owners hold apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.placed import Misplaced
from gitops_portal.core.rules import book
from gitops_portal.core.rules.rego import judging
from gitops_portal.core.rules.rego.judging import Policies
from tests.builders import change, change_set

SAID = {
    "deny_network": [{"msg": "open", "address": "aws_x.a"}],
    "deny_size": ["large"],
    "warn_tags": ["bare"],
    "violation": ["old"],
}
PLAN = change_set(change("aws_x.a", after={}))


def policies(digest: str = "1") -> Policies:
    body = json.dumps({"result": [{"expressions": [{"value": SAID}]}]}).encode()
    return Policies(digest, "data.main", lambda _input: body)


def own(*rules: str) -> dict[str, Any]:
    return {"title": "Own", "severity": "high", "kind": "rego", "parameters": {"rules": list(rules)}}


def held(told: dict[str, Any], digest: str = "1") -> Any:
    read = book.read({"rules": told}, {**guardrails(), **judging.RULES}).rules
    return judging.with_policies({**judging.RULES, **read}, policies(digest))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, {"opa-deny": {"deny_network", "deny_size", "violation"}, "opa-warn": {"warn_tags"}}),
        (
            {"network": own("deny_network"), "tags": own("warn_*", "violation")},
            {"opa-deny": {"deny_size"}, "opa-warn": set(), "network": {"deny_network"}, "tags": {"warn_tags", "violation"}},
        ),
        (
            {"one": own("deny_*"), "other": own("deny_size")},
            {"opa-deny": {"violation"}, "opa-warn": {"warn_tags"}, "one": {"deny_network", "deny_size"}, "other": {"deny_size"}},
        ),
        ({"gone": own("deny_nothing")}, {"opa-deny": {"deny_network", "deny_size", "violation"}, "opa-warn": {"warn_tags"}, "gone": set()}),
    ],
)  # fmt: skip
def test_a_rule_that_owners_hold_apart_is_judged_there_alone(told: dict[str, Any], said: dict[str, set[str]]) -> None:
    rules = held(told)
    found = judging.told(rules.values(), policies(), PLAN)
    rule_names = {
        name: {each.rule for about in found[rule.check].values() for each in about} for name, rule in rules.items()
    }
    assert rule_names == said


def test_what_is_off_is_not_judged_elsewhere() -> None:
    rules = held({"network": own("deny_network")})
    found = judging.told([rules["opa-deny"]], policies(), PLAN)
    assert {each.rule for each in found[rules["opa-deny"].check][""]} == {"deny_size", "violation"}


def test_each_has_another_version_where_policies_change_or_one_is_held_apart() -> None:
    before, after = held({"network": own("deny_network")}), held({"network": own("deny_network")}, "2")
    assert [name for name in before if before[name].version == after[name].version] == []
    assert held({})["opa-deny"].version != before["opa-deny"].version


@pytest.mark.parametrize(
    ("told", "built_in", "why"),
    [
        (own("network"), judging.RULES, "names begin with deny, violation or warn"),
        (own(), judging.RULES, "it would object to nothing: say rules"),
        (own("deny_a"), {}, "policies in Rego are not evaluated here"),
    ],
)
def test_what_could_never_object_or_always_would_is_refused(told: Any, built_in: Any, why: str) -> None:
    with pytest.raises(Misplaced, match=why):
        book.read({"rules": {"own": told}}, built_in)
