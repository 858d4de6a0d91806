"""A policy that allows everything on everything is full power, in however many ways it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import answers, verdict

EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
SAFE = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def policy(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements[0] if len(statements) == 1 else statements})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([EVERYTHING], "violated"),
        ([SAFE, EVERYTHING], "violated"),
        ([{**EVERYTHING, "Action": ["s3:*", "*"], "Resource": ["*"]}], "violated"),
        ([{**EVERYTHING, "Action": "*:*"}], "violated"),
        ([{**EVERYTHING, "Resource": "arn:aws:*:*:*:*"}], "violated"),
        ([{"Effect": "Allow", "NotAction": "organizations:*", "Resource": "*"}], "violated"),
        ([{"Effect": "Allow", "NotAction": ["iam:CreateUser", "iam:*Key*"], "Resource": "*"}], "violated"),
        ([{"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}], "passed"),
        ([{**EVERYTHING, "Effect": "Deny"}], "passed"),
        ([{**EVERYTHING, "Action": "s3:*"}], "passed"),
        ([{**EVERYTHING, "Resource": "arn:aws:s3:::a/*"}], "passed"),
        ([{**EVERYTHING, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}], "undetermined"),
        ([{**EVERYTHING, "Condition": {}}], "violated"),
        ([SAFE], "passed"),
    ],
)
@pytest.mark.parametrize(
    "kind", ["aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy"]
)
def test_statements(kind: str, statements: list[Any], expected: str) -> None:
    assert (
        verdict("iam-full-admin", change_set(change(f"{kind}.this", after={"policy": policy(*statements)}))) == expected
    )


@pytest.mark.parametrize("text", [UNKNOWN, "no policy", "{}", 7])
def test_what_cannot_be_read_is_undetermined(text: object) -> None:
    assert (
        verdict("iam-full-admin", change_set(change("aws_iam_policy.this", after={"policy": text}))) == "undetermined"
    )


@pytest.mark.parametrize(
    ("address", "after", "place"),
    [
        ("aws_iam_policy.a", {"policy": policy(SAFE, EVERYTHING)}, "policy"),
        (
            "aws_iam_role.a",
            {"inline_policy": [{"policy": policy(SAFE)}, {"policy": policy(EVERYTHING)}]},
            "inline_policy[1].policy",
        ),
        ("aws_ssoadmin_permission_set_inline_policy.a", {"inline_policy": policy(EVERYTHING)}, "inline_policy"),
    ],
)
def test_it_says_where(address: str, after: Attributes, place: str) -> None:
    assert answers("iam-full-admin", change_set(change(address, after=after))) == [(address, "violated", place)]


def test_a_role_without_policies_of_its_own_passes() -> None:
    assert (
        verdict(
            "iam-full-admin", change_set(change("aws_iam_role.a", after={"assume_role_policy": policy(EVERYTHING)}))
        )
        == "passed"
    )
