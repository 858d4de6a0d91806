"""What is folded, and what never is."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.difference.diff import diff, rank
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import UNKNOWN, Action, Mode, Noise, Sensitive
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

SET = frozenset({"name", "policy", "tags"})


@pytest.mark.parametrize(
    ("before", "after", "noise"),
    [
        ({"tags": {"a": "x"}}, {"tags": {"a": "y"}}, Noise.TAGS),
        ({"tags": {"user": "x"}, "tags_all": {"user": "x"}}, {"tags": {"user": "y"}, "tags_all": UNKNOWN}, Noise.TAGS),
        ({"tags": None}, {"tags": {"a": "x"}}, Noise.TAGS),
        ({"labels": {"a": "x"}}, {"labels": {}}, Noise.TAGS),
        ({"tags": {"a": "x"}, "etag": "1"}, {"tags": {"a": "y"}, "etag": UNKNOWN}, Noise.TAGS),
        ({"tags": ["web"]}, {"tags": ["ssh"]}, None),
        ({"tags": {"a": "x"}, "name": "x"}, {"tags": {"a": "y"}, "name": "y"}, None),
        ({"tags": {"a": Sensitive("m")}}, {"tags": {"a": Sensitive("n")}}, None),
        ({"etag": "1"}, {"etag": UNKNOWN}, Noise.COMPUTED),
        ({"name": "1"}, {"name": UNKNOWN}, None),
        ({"blocks": [{"a": 1}]}, {"blocks": UNKNOWN}, None),
        ({"kms_key_id": "1"}, {"kms_key_id": UNKNOWN}, None),
        ({"doc": '{"a": 1}'}, {"doc": '{"a":1}'}, Noise.FORMATTING),
        ({"doc": "a: 1\n"}, {"doc": "# why\na: 1\n"}, Noise.FORMATTING),
        ({"doc": '{"a": 1}'}, {"doc": '{"a":1.0}'}, None),
        ({"policy": '{"a": 1}'}, {"policy": '{"a":1}'}, None),
        ({"tags": {"a": "x"}, "public": None}, {"tags": {"a": "y"}, "public": []}, None),
        ({"tags": {"a": "x"}, "kms_key": "1"}, {"tags": {"a": "y"}, "kms_key": UNKNOWN}, None),
        ({"etag": "1", "role_arn": "1"}, {"etag": UNKNOWN, "role_arn": UNKNOWN}, None),
        ({"etag": Sensitive("m")}, {"etag": UNKNOWN}, None),
        ({"etag": "1", "pin": Sensitive("m")}, {"etag": UNKNOWN, "pin": Sensitive("n")}, None),
        (
            {"etag": "1", "pin": Sensitive("m", suspected=True)},
            {"etag": UNKNOWN, "pin": Sensitive("n", suspected=True)},
            None,
        ),
        ({"doc": '{"a": 1}', "allow": ""}, {"doc": '{"a":1}', "allow": None}, None),
        ({"doc": '{"a": [1, 2]}'}, {"doc": '{"a":[2,1]}'}, None),
        ({"doc": '{"a": 1}'}, {"doc": '{"a":1,"b":null}'}, None),
        ({"block": [{"list": None}]}, {"block": [{"list": []}]}, Noise.NORMALISED),
        ({"block": [{"cidr_blocks": None}]}, {"block": [{"cidr_blocks": []}]}, None),
        ({"block": []}, {"block": [{}]}, None),
        ({"list": None}, {"list": []}, Noise.NORMALISED),
        ({"list": ""}, {}, Noise.NORMALISED),
        ({"list": None}, {"list": False}, None),
        ({"list": None}, {"list": [""]}, None),
        ({"ingress": None}, {"ingress": []}, None),
        ({"list": None, "doc": "[1]"}, {"list": [], "doc": "[1 ]"}, None),
        ({"list": [1, 2]}, {"list": [2, 1]}, None),
        ({"list": [1, 2], "tags": {"a": 1}}, {"list": [2, 1], "tags": {}}, None),
        ({"name": "a"}, {"name": "b"}, None),
        ({"name": "a"}, {"name": "a"}, None),
    ],
)
def test_noise_of_an_update(before: dict[str, Any], after: dict[str, Any], noise: Noise | None) -> None:
    assert diff(change("t.a", Action.UPDATE, before, after), SET).noise == noise


@pytest.mark.parametrize("action", [action for action in Action if action is not Action.UPDATE])
def test_nothing_but_updates_is_folded(action: Action) -> None:
    assert diff(change("t.a", action, {"tags": {"a": "x"}}, {"tags": {"a": "y"}}), SET).noise is None


@pytest.mark.parametrize(
    "more", [{"deposed": "c0ffee"}, {"importing": True}, {"mode": Mode.DATA}, {"previous_address": "t.b"}]
)
def test_marks_keep_a_change_in_sight(more: dict[str, Any]) -> None:
    assert diff(change("t.a", Action.UPDATE, {"tags": {"a": "x"}}, {"tags": {}}, **more), SET).noise is None


@pytest.mark.parametrize(
    ("kind", "name"), [("kubernetes_labels", "labels"), ("aws_iam_role", "tags"), ("aws_iam_user", "tags_all")]
)
def test_labels_that_select_are_no_labels(kind: str, name: str) -> None:
    assert diff(change(f"{kind}.a", Action.UPDATE, {name: {"a": "x"}}, {name: {}})).noise is None


def test_what_nobody_tells_to_be_computed_may_be_set() -> None:
    assert diff(change("t.a", Action.UPDATE, {"etag": "1"}, {"etag": UNKNOWN}), None).noise is None


def test_moved_alone_is_listed_last_and_an_import_in_sight() -> None:
    moved = change("t.a", Action.NO_OP, {"a": 1}, {"a": 1}, previous_address="t.b")
    imported = change("t.i", Action.NO_OP, {"a": 1}, {"a": 1}, importing=True)
    same = change("t.s", Action.NO_OP, {"a": 1}, {"a": 1})
    found = evaluate(change_set(moved, imported, same), RuleSet(guardrails()), PriceBook()).diffs
    assert [(one.address, one.noise) for one in found] == [("t.i", None), ("t.a", Noise.MOVED)]
    assert rank(moved, found[1]) > rank(imported, found[0])


def test_what_has_a_finding_is_not_folded() -> None:
    tagged = ({"tags": {"a": "x"}}, {"tags": {"a": "y"}})
    open_ssh = {"type": "ingress", "from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}
    rule = change("aws_security_group_rule.a", Action.UPDATE, open_ssh | tagged[0], open_ssh | tagged[1])
    plain = change("t.b", Action.UPDATE, *tagged)
    evaluation = evaluate(change_set(rule, plain), RuleSet(guardrails()), PriceBook())
    assert any(finding.address == rule.address for finding in evaluation.findings)
    assert {one.address: one.noise for one in evaluation.diffs} == {rule.address: None, plain.address: Noise.TAGS}
