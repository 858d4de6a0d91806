"""Policies of AWS are read as IAM reads them; what is none in every part can't be told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.facts import Facts, Subject
from gitops_portal.core.rules.policies import Statement, matches, statements
from gitops_portal.core.rules.policy_documents import granted
from tests.builders import change, change_set


def one(**told: Any) -> Statement:
    found = statements(json.dumps({"Statement": {"Effect": "Allow", "Action": "s3:GetObject", **told}}))
    assert found is not UNKNOWN
    (statement,) = found
    return statement


@pytest.mark.parametrize(
    "text",
    [
        UNKNOWN,
        "no policy",
        "[]",
        "{}",
        '{"Statement": "Allow"}',
        '{"Statement": [{"Effect": "Allow"}]}',
        '{"Statement": [{"Effect": "allow", "Action": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Action": 7}]}',
        '{"Statement": [{"Effect": "Allow", "Action": ["*", null]}]}',
        '{"Statement": [{"Effect": "Allow", "Action": "*", "Action": "s3:Get*"}]}',
        '{"Statement": [{"Effect": "Deny", "Action": "*"}, 7]}',
        '{"Statement": [{"Effect": "Deny", "Action": "' + "a" * 100_000 + '"}]}',
    ],
)
def test_what_is_no_policy_in_every_part_is_unknown(text: Any) -> None:
    assert statements(text) is UNKNOWN


@pytest.mark.parametrize("text", [None, ""])
def test_nothing_written_says_nothing(text: str | None) -> None:
    assert statements(text) == ()


def test_elements_are_texts_or_lists_of_them() -> None:
    assert one(Resource="*").resources == one(Resource=["*"]).resources == ("*",)
    assert one(Principal="*").principals == one(Principal={"AWS": "*"}).principals == ("*",)
    assert one(Principal={"AWS": ["1", "2"], "Service": "ec2.amazonaws.com"}).principals == (
        "1",
        "2",
        "ec2.amazonaws.com",
    )
    assert one().conditions is None
    assert one(Condition={"Bool": {"aws:SecureTransport": "false"}}).conditions


def test_a_statement_knows_its_place_and_its_effect() -> None:
    deny = {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}
    found = statements(json.dumps({"Statement": [{**deny, "Effect": "Allow"}, deny]}))
    assert found is not UNKNOWN
    assert [(each.place, each.allows) for each in found] == [("Statement[0]", True), ("Statement[1]", False)]


@pytest.mark.parametrize(
    ("actions", "every"),
    [("*", True), ("**", True), ("*:*", True), (["s3:*", "*"], True), ("s3:*", False), ("*:Get*", False)],
)
def test_every_action(actions: Any, every: bool) -> None:
    assert one(Action=actions).every_action is every


@pytest.mark.parametrize(
    ("resources", "every"),
    [
        ("*", True),
        (["arn:aws:s3:::a", "*"], True),
        ("arn:aws:*", True),
        ("arn:*:*:*:*:*", True),
        ("arn:aws-us-gov:*:*:*:*", True),
        ("arn:aws:s3:::*", False),
        ("arn:aws:*:*:111122223333:*", False),
        ([], False),
    ],
)
def test_every_resource(resources: Any, every: bool) -> None:
    assert one(Resource=resources).every_resource is every


@pytest.mark.parametrize(
    ("told", "about"),
    [
        ({"Action": "iam:PassRole"}, True),
        ({"Action": "IAM:passrole"}, True),
        ({"Action": "iam:*"}, True),
        ({"Action": "iam:Pass?ole"}, True),
        ({"Action": "*"}, True),
        ({"Action": "iam:[P]assRole"}, False),
        ({"Action": "s3:*"}, False),
        ({"Action": None, "NotAction": "s3:*"}, True),
        ({"Action": None, "NotAction": ["s3:*", "iam:*"]}, False),
    ],
)
def test_what_a_statement_is_about(told: dict[str, Any], about: bool) -> None:
    assert one(**told).about("iam:PassRole") is about


def test_patterns_are_whole() -> None:
    assert not matches(["s3:Get"], "s3:GetObject")
    assert not matches([], "s3:GetObject")


POLICY = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


@pytest.mark.parametrize(
    ("kind", "after", "places"),
    [
        ("aws_iam_policy", {"policy": POLICY}, ["policy"]),
        ("aws_iam_role_policy", {"policy": POLICY}, ["policy"]),
        ("aws_ssoadmin_permission_set_inline_policy", {"inline_policy": POLICY}, ["inline_policy"]),
        (
            "aws_iam_role",
            {"inline_policy": [{"policy": POLICY}, {"policy": POLICY}]},
            ["inline_policy[0].policy", "inline_policy[1].policy"],
        ),
        ("aws_iam_role", {}, []),
    ],
)
def test_where_policies_stand(kind: str, after: dict[str, Any], places: list[str]) -> None:
    told = change(f"{kind}.this", after=after)
    found = list(granted(Subject(told.after, change=told), Facts(Index(change_set(told)))))
    assert [where for where, _ in found] == places
    assert all(held == statements(POLICY) for _, held in found)
