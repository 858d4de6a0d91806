"""Roles and members: a member, a binding, a whole policy, and accounts that have no name yet."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, Block, Module, ModuleCall
from tests.builders import change, change_set
from tests.judging import answers, verdict

ADA = "user:ada@example.com"
READER = "roles/storage.objectViewer"


def policy(*bindings: object) -> str:
    return json.dumps({"bindings": [*bindings]})


@pytest.mark.parametrize(
    ("kind", "after", "expected"),
    [
        ("member", {"role": READER, "member": "allUsers"}, "violated"),
        ("member", {"role": READER, "member": "allusers"}, "violated"),
        ("member", {"role": UNKNOWN, "member": "allAuthenticatedUsers"}, "violated"),
        ("member", {"role": READER, "member": ADA}, "passed"),
        ("member", {"role": READER, "member": "user:allUsers@example.com"}, "passed"),
        ("member", {"role": READER, "member": UNKNOWN}, "undetermined"),
        ("binding", {"role": READER, "members": [ADA, "allUsers"]}, "violated"),
        ("binding", {"role": READER, "members": [UNKNOWN, "allUsers"]}, "violated"),
        ("binding", {"role": READER, "members": []}, "passed"),
        ("binding", {"role": READER, "members": [ADA, UNKNOWN]}, "undetermined"),
        ("binding", {"role": READER, "members": UNKNOWN}, "undetermined"),
        ("policy", {"policy_data": policy({"role": READER, "members": ["allUsers"]})}, "violated"),
        ("policy", {"policy_data": policy({"role": READER, "members": [ADA]})}, "passed"),
        ("policy", {"policy_data": policy()}, "passed"),
        ("policy", {"policy_data": "{}"}, "passed"),
        ("policy", {"policy_data": policy("allUsers")}, "undetermined"),
        ("policy", {"policy_data": "no JSON"}, "undetermined"),
        ("policy", {"policy_data": "[]"}, "undetermined"),
        ("policy", {"policy_data": UNKNOWN}, "undetermined"),
    ],
)
def test_who_is_granted_what(kind: str, after: dict[str, Any], expected: str) -> None:
    assert verdict("gcs-public", change_set(change(f"google_storage_bucket_iam_{kind}.this", after=after))) == expected


def test_the_member_that_is_meant_is_named() -> None:
    after = {"role": READER, "members": [ADA, "allUsers"]}
    plan = change_set(change("google_storage_bucket_iam_binding.this", after=after))
    assert answers("gcs-public", plan) == [("google_storage_bucket_iam_binding.this", "violated", "members[1]")]


ACCOUNT = "google_service_account.app.email"


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((ACCOUNT,), "passed"),
        ((ACCOUNT, "var.project"), "passed"),
        (("data.google_service_account.app.email",), "passed"),
        (("google_project.app.number",), "undetermined"),
        ((ACCOUNT, "random_id.name.hex"), "undetermined"),
        ((ACCOUNT, "local.member"), "undetermined"),
        ((), "undetermined"),
    ],
)
def test_who_is_not_known_yet_may_be_an_account_of_the_plan(links: tuple[str, ...], expected: str) -> None:
    grant = change("google_storage_bucket_iam_member.this", after={"role": READER, "member": UNKNOWN})
    root = Module((Block("google_storage_bucket_iam_member.this", links={"member": links}),))
    assert verdict("gcs-public", change_set(grant, root=root)) == expected


def test_an_account_may_come_through_a_module() -> None:
    grant = change("module.app.google_project_iam_member.this", after={"role": "roles/owner", "member": UNKNOWN})
    inner = Module((Block("google_project_iam_member.this", links={"member": ("var.account",)}),))
    root = Module(calls={"app": ModuleCall(inner, arguments={"account": (ACCOUNT,)})})
    assert verdict("gcp-project-account-admin", change_set(grant, root=root)) == "violated"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [("google_project_iam_custom_role.deployer.id", "passed"), ("random_id.role.hex", "undetermined")],
)
def test_a_role_of_the_plan_is_none_of_google(reference: str, expected: str) -> None:
    grant = change("google_project_iam_member.this", after={"role": UNKNOWN, "member": ADA})
    root = Module((Block("google_project_iam_member.this", links={"role": (reference,)}),))
    assert verdict("gcp-project-basic-role", change_set(grant, root=root)) == expected
