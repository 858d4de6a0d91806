"""Nobody gets the policy of AWS that allows everything."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Block, Module
from tests.builders import change, change_set
from tests.judging import verdict

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.mark.parametrize(
    ("kind", "after", "expected"),
    [
        ("aws_iam_role_policy_attachment", {"policy_arn": ADMINISTRATOR}, "violated"),
        ("aws_iam_user_policy_attachment", {"policy_arn": ADMINISTRATOR}, "violated"),
        ("aws_iam_policy_attachment", {"policy_arn": "arn:aws-cn:iam::aws:policy/AdministratorAccess"}, "violated"),
        ("aws_iam_group_policy_attachment", {"policy_arn": READER}, "passed"),
        ("aws_iam_role_policy_attachment", {"policy_arn": f"{ADMINISTRATOR}-Amplify"}, "passed"),
        ("aws_iam_role_policy_attachment", {"policy_arn": "arn:aws:iam::1:policy/AdministratorAccess"}, "passed"),
        ("aws_iam_role_policy_attachment", {"policy_arn": UNKNOWN}, "undetermined"),
        ("aws_ssoadmin_managed_policy_attachment", {"managed_policy_arn": ADMINISTRATOR}, "violated"),
        ("aws_iam_role", {"managed_policy_arns": [READER, ADMINISTRATOR]}, "violated"),
        ("aws_iam_role", {"managed_policy_arns": [READER, UNKNOWN]}, "undetermined"),
        ("aws_iam_role", {"managed_policy_arns": None}, "passed"),
        ("aws_iam_role", {}, "passed"),
        ("aws_iam_role_policy_attachments_exclusive", {"policy_arns": [ADMINISTRATOR]}, "violated"),
    ],
)
def test_judges(kind: str, after: Attributes, expected: str) -> None:
    assert verdict("iam-administrator-access", change_set(change(f"{kind}.this", after=after))) == expected


def test_a_policy_of_the_plan_is_another() -> None:
    links = {"policy_arn": ("aws_iam_policy.own.arn", "aws_iam_policy.own")}
    plan = change_set(
        change("aws_iam_policy.own", after={"arn": UNKNOWN}),
        change("aws_iam_role_policy_attachment.this", after={"policy_arn": UNKNOWN}),
        root=Module((Block("aws_iam_role_policy_attachment.this", links=links),)),
    )
    assert verdict("iam-administrator-access", plan) == "passed"
