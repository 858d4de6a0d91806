"""A topic says who may use it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, verdict


def policy(**told: Any) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": "*", **told}]})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (policy(Principal="*"), "violated"),
        (policy(Principal={"AWS": "*"}), "violated"),
        (policy(Principal={"AWS": ["111122223333", "*"]}), "violated"),
        (policy(NotPrincipal={"AWS": "111122223333"}), "violated"),
        (policy(Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}}), "violated"),
        (policy(Principal="*", Condition={"StringEquals": {"AWS:SourceOwner": "111122223333"}}), "passed"),
        (policy(Principal="*", Condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::b"}}), "passed"),
        (policy(Principal="*", Effect="Deny"), "passed"),
        (policy(Principal={"Service": "s3.amazonaws.com"}), "passed"),
        ("no policy", "undetermined"),
        (UNKNOWN, "undetermined"),
        (None, "passed"),
    ],
)
def test_judges(written: Any, expected: str) -> None:
    for kind in ("aws_sns_topic", "aws_sns_topic_policy"):
        assert verdict("sns-policy-public", change_set(change(f"{kind}.a", after={"policy": written}))) == expected


def test_it_says_which_statement_it_is() -> None:
    topic = change("aws_sns_topic_policy.a", after={"policy": policy(Principal="*")})
    assert answers("sns-policy-public", change_set(topic)) == [
        ("aws_sns_topic_policy.a", "violated", "policy.Statement[0]")
    ]
