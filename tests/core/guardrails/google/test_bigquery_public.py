"""Datasets that name everybody: in a block, as a resource of its own, or in a policy."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, setting, verdict

OWNER = {"role": "OWNER", "special_group": "projectOwners"}
READER = {"role": "READER"}


@pytest.mark.parametrize(
    ("kind", "after", "expected"),
    [
        ("", {"access": [OWNER, READER | {"special_group": "allAuthenticatedUsers"}]}, "violated"),
        ("", {"access": [OWNER, READER | {"iam_member": "allUsers"}]}, "violated"),
        ("", {"access": [OWNER, READER | {"user_by_email": "ada@example.com"}]}, "passed"),
        ("", {"access": []}, "passed"),
        ("", {}, "passed"),
        ("", {"access": [READER | {"special_group": UNKNOWN}]}, "undetermined"),
        ("", {"access": UNKNOWN}, "undetermined"),
        ("_access", READER | {"special_group": "allAuthenticatedUsers"}, "violated"),
        ("_access", READER | {"iam_member": "allUsers"}, "violated"),
        ("_access", READER | {"group_by_email": "analysts@example.com"}, "passed"),
        ("_access", READER | {"iam_member": UNKNOWN}, "undetermined"),
        ("_iam_member", {"role": "roles/bigquery.dataViewer", "member": "allUsers"}, "violated"),
        ("_iam_binding", {"role": "roles/bigquery.dataViewer", "members": ["allAuthenticatedUsers"]}, "violated"),
        ("_iam_policy", {"policy_data": '{"bindings": [{"role": "r", "members": ["allUsers"]}]}'}, "violated"),
        ("_iam_member", {"role": "roles/bigquery.dataViewer", "member": "user:ada@example.com"}, "passed"),
        ("_iam_policy", {"policy_data": UNKNOWN}, "undetermined"),
    ],
)
def test_judges(kind: str, after: dict[str, Any], expected: str) -> None:
    assert (
        verdict("bigquery-public", change_set(change(f"google_bigquery_dataset{kind}.this", after=after))) == expected
    )


@pytest.mark.parametrize(
    ("entry", "attribute"),
    [
        ({"special_group": "allAuthenticatedUsers"}, "special_group"),
        ({"iam_member": "allUsers"}, "iam_member"),
        ({"special_group": UNKNOWN, "iam_member": "allUsers"}, "iam_member"),
        ({"special_group": "allAuthenticatedUsers", "iam_member": UNKNOWN}, "special_group"),
        ({"iam_member": UNKNOWN}, "iam_member"),
        ({"special_group": UNKNOWN}, "special_group"),
    ],
)
def test_names_the_attribute_that_is_wrong(entry: dict[str, Any], attribute: str) -> None:
    plan = change_set(change("google_bigquery_dataset_access.this", after=READER | entry))
    assert [where for _, _, where in answers("bigquery-public", plan)] == [attribute]


def test_what_google_fills_in_names_only_the_project() -> None:
    dataset = change("google_bigquery_dataset.this", after={"access": UNKNOWN})
    plan = change_set(dataset, root=setting("google_bigquery_dataset.this", "dataset_id"))
    assert verdict("bigquery-public", plan) == "passed"
