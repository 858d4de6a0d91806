"""What a brief says of identities: who may do what they could not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.brief.grants import grants
from gitops_portal.core.model import UNKNOWN, Action, Attributes
from tests.builders import change

ROLE = "aws_iam_role_policy_attachment.ci"


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, resource: str = "arn:aws:s3:::logs/*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


READ = policy(allow("s3:GetObject"))


@pytest.mark.parametrize(
    ("address", "after", "said"),
    [
        (
            ROLE,
            {"policy_arn": "arn:aws:iam::aws:policy/Admin", "role": "ci"},
            "Grants arn:aws:iam::aws:policy/Admin to ci.",
        ),
        (ROLE, {"policy_arn": UNKNOWN, "role": "ci"}, "Grants something known after apply to ci."),
        (ROLE, {"policy_arn": "p", "role": UNKNOWN}, "Grants p to somebody known after apply."),
        (
            "google_project_iam_binding.a",
            {"role": "roles/owner", "members": ["user:a@example.org", "user:b@example.org"]},
            "Grants roles/owner to user:a@example.org, user:b@example.org.",
        ),
        (
            "google_cloud_run_service_iam_member.a",
            {"role": "roles/run.invoker", "member": "allUsers"},
            "Grants roles/run.invoker to anybody (allUsers).",
        ),
        (
            "azurerm_role_assignment.a",
            {"role_definition_name": UNKNOWN, "role_definition_id": "/roles/1", "principal_id": "p"},
            "Grants /roles/1 to p.",
        ),
        (
            "aws_iam_policy_attachment.a",
            {"policy_arn": UNKNOWN, "users": ["u"], "roles": None, "groups": ["g"]},
            "Grants something known after apply to u, g.",
        ),
        (
            "aws_iam_role_policy.a",
            {"role": "ci", "policy": policy(allow("s3:GetObject", "s3:PutObject"))},
            "Grants s3:GetObject, s3:PutObject to ci.",
        ),
        ("aws_iam_role_policy.a", {"role": "ci", "policy": UNKNOWN}, "Grants something known after apply to ci."),
        (
            "aws_lambda_permission.a",
            {"action": "lambda:InvokeFunction", "principal": "events.amazonaws.com"},
            "Grants lambda:InvokeFunction to events.amazonaws.com.",
        ),
    ],
)
def test_what_somebody_is_given(address: str, after: Attributes, said: str) -> None:
    assert [each.text for each in grants([change(address, after=after)])] == [said]


def test_what_anybody_is_given_comes_first() -> None:
    public = {"role": "roles/run.invoker", "member": "allUsers"}
    given = [change(ROLE, after={"policy_arn": "p", "role": "ci"}), change("google_run_iam_member.a", after=public)]
    (said,) = grants(given)
    assert said.text == "Grants roles/run.invoker to anybody (allUsers); p to ci."
    assert said.short == "grants roles/run.invoker to anybody (allUsers)"


def test_many_grants_are_one_sentence() -> None:
    given = [change(f"{ROLE}[{n}]", after={"policy_arn": f"p{n}", "role": "ci"}) for n in range(5)]
    (said,) = grants(given)
    assert said.text == "Grants p0 to ci; p1 to ci; p2 to ci; and 2 more."
    assert (said.short, len(said.addresses)) == ("makes 5 grants", 5)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (READ, policy(allow("s3:GetObject", "s3:DeleteObject")), "actions s3:DeleteObject"),
        (READ, policy(allow("s3:GetObject", resource="*")), "resources *"),
        (READ, policy(allow("s3:GetObject", Principal={"AWS": "*"})), "principals *"),
        (
            READ,
            policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
            "actions all but iam:*; resources *",
        ),
        (policy(allow("s3:*"), {"Effect": "Deny", "Action": "s3:DeleteObject"}), policy(allow("s3:*")), "1 statement"),
        (READ, READ, None),
        (policy(allow("s3:GetObject", "s3:PutObject")), READ, None),
        (READ, UNKNOWN, None),
        (READ, "no document", None),
        (READ, "[" * 5000, None),
        (READ, json.dumps([1]), None),
    ],
)
def test_a_policy_that_allows_more(before: Any, after: Any, said: str | None) -> None:
    found = list(grants([change("aws_iam_policy.ci", Action.UPDATE, {"policy": before}, {"policy": after})]))
    assert [said in each.text for each in found] == [True] if said else not found


OLD = {"role": "roles/editor", "members": ["user:a@example.org", "user:b@example.org"]}


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (
            {**OLD, "members": ["user:a@example.org", "user:c@example.org"]},
            "Grants roles/editor to user:c@example.org.",
        ),
        ({**OLD, "members": ["user:a@example.org"]}, None),
        ({**OLD, "members": ["user:b@example.org", "user:a@example.org"]}, None),
        ({**OLD, "members": ["user:a@example.org", UNKNOWN]}, "Grants roles/editor to somebody known after apply."),
        (
            {**OLD, "role": "roles/owner", "members": ["user:a@example.org"]},
            "Grants roles/owner to user:a@example.org.",
        ),
        ({**OLD, "etag": "new"}, None),
    ],
)
@pytest.mark.parametrize("action", [Action.UPDATE, Action.REPLACE])
def test_only_who_did_not_have_it_is_given_something(action: Action, after: Attributes, said: str | None) -> None:
    found = [each.text for each in grants([change("google_project_iam_binding.a", action, OLD, after)])]
    assert found == ([said] if said else [])


def test_a_policy_of_somebody_that_allows_more_is_told_once() -> None:
    before, after = (
        {"role": "ci", "policy": policy(allow(*actions))} for actions in (["s3:Get*"], ["s3:Get*", "s3:*"])
    )
    (said,) = grants([change("aws_iam_role_policy.ci", Action.UPDATE, before, after)])
    assert said.text == "Allows more in policy of aws_iam_role_policy.ci: actions s3:*."


@pytest.mark.parametrize(
    ("address", "statement", "said"),
    [
        ("aws_s3_bucket_policy.a", allow("s3:GetObject", Principal="*"), "Allows anybody s3:GetObject in policy of"),
        ("aws_sqs_queue_policy.a", allow("sqs:*", Principal={"AWS": ["*"]}), "Allows anybody sqs:* in policy of"),
        (
            "aws_s3_bucket_policy.a",
            allow("s3:GetObject", Principal="*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
            "Allows anybody who meets its conditions s3:GetObject in policy of",
        ),
        ("aws_s3_bucket_policy.a", allow("s3:GetObject", Principal={"AWS": "arn:aws:iam::1:root"}), None),
        ("aws_s3_bucket_policy.a", {"Effect": "Deny", "Action": "s3:*", "Principal": "*"}, None),
        ("aws_vpc_endpoint.a", allow("s3:*", Principal="*"), None),
    ],
)
def test_a_policy_that_is_made_and_lets_anybody(address: str, statement: dict[str, Any], said: str | None) -> None:
    found = list(grants([change(address, after={"policy": policy(statement)})]))
    assert [f"{said} {address}." == each.text for each in found] == [True] if said else not found
