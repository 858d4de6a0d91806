"""Policies name resources wherever an action takes one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, verdict


def policy(**told: Any) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Resource": "*", **told}]})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (policy(Action="s3:PutObject"), "violated"),
        (policy(Action=["ec2:DescribeInstances", "sqs:SendMessage"]), "violated"),
        (policy(Action="*"), "violated"),
        (policy(Action="s3:*"), "violated"),
        (policy(NotAction="iam:*"), "violated"),
        (policy(Action="iam:PassRole", Resource=["arn:aws:iam::1:role/a", "*"]), "violated"),
        (policy(Action="secretsmanager:GetSecretValue", Resource="arn:aws:secretsmanager:*:*:secret:a"), "passed"),
        (policy(Action="s3:PutObject", Effect="Deny"), "passed"),
        (policy(Action="s3:PutObject", Condition={"StringEquals": {"aws:ResourceTag/a": "b"}}), "passed"),
        (policy(Action=["ec2:DescribeInstances", "s3:ListAllMyBuckets"]), "passed"),
        (policy(Action=["ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"]), "passed"),
        (policy(Action="iam:GetAccountSummary"), "passed"),
        (policy(Action="ec2:RunInstances"), "violated"),
        (policy(Action="ec2:CreateFleet"), "undetermined"),
        ("no policy", "undetermined"),
        (UNKNOWN, "undetermined"),
        (None, "passed"),
    ],
)
def test_judges(written: Any, expected: str) -> None:
    assert verdict("iam-star-resource", change_set(change("aws_iam_policy.a", after={"policy": written}))) == expected


def test_it_says_which_statement_it_is() -> None:
    written = policy(Action="kms:Decrypt")
    role = change("aws_iam_role.a", after={"inline_policy": [{"name": "a", "policy": written}]})
    assert answers("iam-star-resource", change_set(role)) == [
        ("aws_iam_role.a", "violated", "inline_policy[0].policy.Statement[0]")
    ]
