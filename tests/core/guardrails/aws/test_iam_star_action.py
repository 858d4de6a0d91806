"""A policy names the actions that it allows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import verdict

ARN = "arn:aws:s3:::reports/*"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Effect": "Allow", "Action": "*", "Resource": ARN}, "violated"),
        ({"Effect": "Allow", "Action": ["s3:GetObject", "*"], "Resource": ARN}, "violated"),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": ARN}, "violated"),
        (
            {"Effect": "Allow", "Action": "*", "Resource": ARN, "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
            "violated",
        ),
        ({"Effect": "Allow", "Action": "s3:*", "Resource": ARN}, "passed"),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, "passed"),
        ({"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}, "passed"),
        ({"Effect": "Allow"}, "undetermined"),
    ],
)
def test_statements(statement: Any, expected: str) -> None:
    text = json.dumps({"Statement": [statement]})
    assert verdict("iam-star-action", change_set(change("aws_iam_policy.this", after={"policy": text}))) == expected


def test_a_policy_that_is_not_known_yet_is_undetermined() -> None:
    assert (
        verdict("iam-star-action", change_set(change("aws_iam_policy.this", after={"policy": UNKNOWN})))
        == "undetermined"
    )
