"""What a rule of owners' own asks for stands on its page, in the words of its form."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from gitops_portal.actions import guardrail_book
from gitops_portal.adapters import rule_files
from gitops_portal.core.model import Role
from gitops_portal.core.rules.own_kinds import OWN_KINDS
from gitops_portal.web.own_rule_told import told
from tests import organisation as org
from tests.actors import OPERATOR
from tests.policies import judged_by
from tests.web.test_own_rules import HELD, OWN

FILE = rule_files.read(HELD).document
ASKED = {
    "required-tags": [
        ("Tags", ["owner", "env (Values: prod, “a, b”)", "cc (Pattern: [0-9]{4})", "list (Values: t3.micro, t3.small (list sizes))"], ""),
        ("Also what a resource starts", ["yes"], ""),
    ],
    "membership": [("Of what", ["region"], ""), ("Allowed", ["t3.micro", "t3.small"], "sizes")],
    "forbidden-actions": [("Actions", ["replace", "delete", "no-op"], "")],
    "change-limit": [("Changes, at most", ["10"], ""), ("Destroyed or replaced, at most", ["0"], "")],
    "cost-limit": [("A month costs at most", ["1e3"], ""), ("A plan adds at most, in percent", ["5.50"], "")],
    "tool-findings": [
        ("Tool", ["checkov"], ""),
        ("Its levels", ["t3.micro", "t3.small"], "sizes"),
        ("Except these rules", ["CKV_AWS_1"], ""),
    ],
    "attribute": [
        ("Attribute", ["instance_type"], ""),
        ("Operator", ["is one of"], ""),
        ("Expected", ["t3.micro", "t3.small"], "sizes"),
        ("Only where", ["tenancy is set", "a is one of  x , y"], ""),
    ],
    "either": [("Conditions", ["a is true", "b is at least 7"], "")],
    "forbidden": [],
    "companion": [
        ("Type of the companion", ["aws_s3_bucket_public_access_block"], ""),
        ("Its attribute that names the resource", ["bucket"], ""),
        ("Conditions", ["block_public_acls is true"], ""),
    ],
    "cel": [],
    "cel-plan": [],
    "rego": [("Rules", ["deny_network", "violation_*"], "")],
}  # fmt: skip


@pytest.mark.parametrize("own", ASKED)
def test_a_rule_says_what_it_asks_for(own: str) -> None:
    assert [tuple(each) for each in told(FILE["rules"][own], FILE["lists"]).parameters] == ASKED[own]


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"path": "a", "operator": "is set"}, "a is set"),
        ({"path": "a", "operator": "is true", "unset": "true"}, "a is true (“true” where nobody sets it)"),
        (
            {"path": "a", "operator": "is one of", "expected": {"list": "sizes"}},
            "a is one of t3.micro, t3.small (list sizes)",
        ),
    ],
)
def test_a_condition_is_one_sentence(condition: dict[str, object], words: str) -> None:
    rule = {"kind": "either", "parameters": {"conditions": [condition]}}
    assert told(rule, FILE["lists"]).parameters[0].texts == [words]


@pytest.mark.django_db
def test_it_stands_on_the_page_of_every_kind(settings: Any) -> None:
    settings.OPA = judged_by("/opa", "/policies")
    guardrail_book.apply(OPERATOR, FILE)
    client = org.signed_in(org.person("vera", Role.AUDITOR))
    for own, kind in OWN.items():
        text = unescape(client.get(f"/guardrails/{own}/").text)
        if OWN_KINDS[kind].condition:
            assert f"<code>{FILE['rules'][own]['condition']}</code>" in text
            continue
        assert f"<h3>{OWN_KINDS[kind].title}</h3>" in text
        for label, texts, _ in ASKED[own]:
            assert f"<dt>{label}</dt>" in text
            assert [each for each in texts if f"<code>{each}</code>" not in text] == []
    assert 'id="asks"' not in client.get("/guardrails/rds-public/").text
