"""Policies that a data source builds, of which the text is known after the apply only."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Action, Block, Module
from tests.builders import change, change_set
from tests.judging import verdict

LINK = ("data.aws_iam_policy_document.it.json",)
READS = {"actions": ["s3:GetObject"], "resources": [UNKNOWN]}


def judged(rule: str, kind: str, *statements: dict[str, Any], link: tuple[str, ...] = LINK, **told: Any) -> str:
    """What a rule says of a resource whose policy is the document of these statements."""
    document = change("data.aws_iam_policy_document.it", Action.READ, after={"statement": list(statements), **told})
    holder = change(f"{kind}.it", Action.CREATE, after={"policy": UNKNOWN})
    root = Module((Block(f"{kind}.it", links={"policy": link}), Block("data.aws_iam_policy_document.it")))
    return verdict(rule, change_set(holder, document, root=root))


@pytest.mark.parametrize(
    ("rule", "statement", "expected"),
    [
        ("iam-star-action", READS, "passed"),
        ("iam-star-action", {**READS, "actions": ["*"]}, "violated"),
        ("iam-star-action", {**READS, "actions": ["*"], "effect": "Deny"}, "passed"),
        ("iam-star-action", {**READS, "actions": [UNKNOWN]}, "undetermined"),
        ("iam-star-action", {"not_actions": ["iam:*"], "resources": ["*"]}, "violated"),
        ("iam-full-admin", READS, "passed"),
        ("iam-full-admin", {"actions": ["*"], "resources": ["*"]}, "violated"),
        ("iam-full-admin", {"actions": ["*"], "resources": [UNKNOWN]}, "undetermined"),
        ("iam-full-admin", {"actions": ["*"], "resources": [UNKNOWN, "*"]}, "violated"),
        (
            "iam-full-admin",
            {
                "actions": ["*"],
                "resources": ["*"],
                "condition": [{"test": "Bool", "variable": "aws:MultiFactorAuthPresent", "values": ["true"]}],
            },
            "undetermined",
        ),
        ("iam-star-resource", {**READS, "resources": ["*"]}, "violated"),
        ("iam-star-resource", READS, "undetermined"),
        ("iam-star-resource", {"actions": ["ec2:DescribeInstances"], "resources": [UNKNOWN]}, "passed"),
    ],
)
def test_what_a_policy_grants(rule: str, statement: dict[str, Any], expected: str) -> None:
    assert judged(rule, "aws_iam_role_policy", statement) == expected


SENDS: dict[str, Any] = {
    "actions": ["sqs:SendMessage"],
    "resources": [UNKNOWN],
    "principals": [{"type": "*", "identifiers": ["*"]}],
}


def from_topic(value: Any, test: Any = "ArnEquals", variable: str = "aws:SourceArn") -> dict[str, Any]:
    return {**SENDS, "condition": [{"test": test, "variable": variable, "values": [value]}]}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (SENDS, "violated"),
        ({**SENDS, "principals": [{"type": "Service", "identifiers": ["s3.amazonaws.com"]}]}, "passed"),
        ({**SENDS, "principals": [{"type": "AWS", "identifiers": [UNKNOWN]}]}, "undetermined"),
        ({**SENDS, "principals": [{"type": "Federated", "identifiers": [UNKNOWN]}]}, "passed"),
        ({**SENDS, "principals": [{"type": UNKNOWN, "identifiers": [UNKNOWN]}]}, "undetermined"),
        (from_topic("arn:aws:sns:eu-west-1:111122223333:orders"), "passed"),
        (from_topic(UNKNOWN), "undetermined"),
        (from_topic(UNKNOWN, test="ArnNotEquals"), "violated"),
        (from_topic(UNKNOWN, test=UNKNOWN), "undetermined"),
        (from_topic("true", test="Bool", variable="aws:SecureTransport"), "violated"),
    ],
)
def test_whom_a_policy_lets_in(statement: dict[str, Any], expected: str) -> None:
    assert judged("sqs-policy-public", "aws_sqs_queue_policy", statement) == expected


@pytest.mark.parametrize("name", ["source_json", "source_policy_documents", "override_policy_documents"])
def test_a_document_that_is_put_together_with_others_can_not_be_told(name: str) -> None:
    further: dict[str, Any] = {name: ["{}"] if name.endswith("s") else "{}"}
    assert judged("iam-star-action", "aws_iam_role_policy", READS, **further) == "undetermined"


@pytest.mark.parametrize(
    "link",
    [
        (),
        ("local.policy",),
        (*LINK, "data.aws_iam_policy_document.other.json"),
        ("data.aws_iam_policy_document.other.json",),
        ("aws_iam_policy.other.policy",),
    ],
)
def test_a_policy_that_is_not_one_document_alone_can_not_be_told(link: tuple[str, ...]) -> None:
    assert judged("iam-star-action", "aws_iam_role_policy", READS, link=link) == "undetermined"
