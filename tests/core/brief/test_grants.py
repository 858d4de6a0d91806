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
    ],
)
def test_what_somebody_is_given(address: str, after: Attributes, said: str) -> None:
    assert [each.text for each in grants([change(address, after=after)])] == [said]


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
