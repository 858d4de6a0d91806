"""Which object holds a state, from where one may be read, and what a lock file tells, whoever wrote it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core import s3_backend
from gitops_portal.core.dependencies import remote_state
from gitops_portal.core.errors import Invalid
from gitops_portal.core.s3_backend import Lock, Place

ENDPOINT = "https://s3.internal:9000"
ROLE = "arn:aws:iam::123456789012:role/team/state-reader"


def place(**told: str) -> Place:
    return Place(**({"bucket": "acme-states", "key": "network/terraform.tfstate"} | told))


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({}, "network/terraform.tfstate"),
        ({"terraform_workspace": "default"}, "network/terraform.tfstate"),
        ({"terraform_workspace": "prod"}, "env:/prod/network/terraform.tfstate"),
        ({"terraform_workspace": "prod", "workspace_key_prefix": "all/of"}, "all/of/prod/network/terraform.tfstate"),
        ({"terraform_workspace": "prod", "workspace_key_prefix": ""}, "prod/network/terraform.tfstate"),
    ],
)
def test_the_object_is_terraform_s(told: dict[str, str], wanted: str) -> None:
    found = place(**told)
    assert found.object == wanted
    workspace = {"workspace": found.terraform_workspace, "workspace_key_prefix": found.workspace_key_prefix}
    assert remote_state.address_of({"backend": "s3", "bucket": found.bucket, "key": found.key, **workspace}) == (
        found.address
    )


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        ("acme-states", {}),
        ("acme-states/network", {}),
        ("acme-states/network/", {}),
        ("acme-states/env:/prod", {"terraform_workspace": "prod"}),
        ("acme-states/{workspace}", {"key": "orders-prod/terraform.tfstate"}),
        ("acme-states", {"region": "eu-west-1", "endpoint": ENDPOINT, "role": ROLE}),
    ],
)
def test_what_the_operator_allows_is_read(allowed: str, told: dict[str, str]) -> None:
    found = place(**told)
    assert s3_backend.checked(found, "orders-prod", [allowed], [ENDPOINT]) == found


@pytest.mark.parametrize(
    ("allowed", "told", "why"),
    [
        ("", {}, "STATE_BUCKETS"),
        ("acme", {}, "STATE_BUCKETS"),
        ("acme-states/net", {}, "STATE_BUCKETS"),
        ("acme-states/network/terraform.tfstate", {}, "STATE_BUCKETS"),
        ("acme-states/{workspace}", {"key": "billing-prod/terraform.tfstate"}, "STATE_BUCKETS"),
        ("acme-states/network", {"key": "network/../secret/a"}, "no empty"),
        ("acme-states", {"key": "/a"}, "no empty"),
        ("acme-states", {"key": "a/"}, "no empty"),
        ("acme-states", {"key": ""}, "no empty"),
        ("acme-states", {"key": "a\u202eb"}, "no empty"),
        ("acme-states", {"key": "a" * 1018}, "1,017 bytes"),
        ("acme-states", {"key": "ä" * 600}, "1,017 bytes"),
        ("acme-states", {"terraform_workspace": "prod", "workspace_key_prefix": "/a"}, "no empty"),
        ("acme-states", {"terraform_workspace": ".."}, "no empty"),
        ("acme-states", {"terraform_workspace": "a/b"}, "Terraform workspace"),
        ("acme-states", {"bucket": "arn:aws:s3:::acme-states"}, "bucket"),
        ("acme-states", {"bucket": "acme..states"}, "bucket"),
        ("acme-states", {"region": "eu-west-1.evil.example"}, "region"),
        ("acme-states", {"endpoint": "http://169.254.169.254"}, "STATE_ENDPOINTS"),
        ("acme-states", {"endpoint": f"{ENDPOINT}/"}, "STATE_ENDPOINTS"),
        ("acme-states", {"role": "admin"}, "ARN"),
        ("acme-states", {"role": f"{ROLE} x"}, "ARN"),
    ],
)
def test_whatever_else_is_refused_with_a_sentence(allowed: str, told: dict[str, str], why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        s3_backend.checked(place(**told), "orders-prod", [allowed] if allowed else [], [ENDPOINT])
    assert str(refused.value).endswith(".")


WRITTEN = {
    "ID": "d9b1",
    "Operation": "OperationTypeApply",
    "Info": "",
    "Who": "ada@laptop",
    "Version": "1.14.0",
    "Created": "2026-11-29T12:00:00.123456789+02:00",
    "Path": "acme-states/network/terraform.tfstate",
}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (WRITTEN, Lock("ada@laptop", "apply", "2026-11-29T10:00:00.123456+00:00")),
        (WRITTEN | {"Created": "yesterday", "Info": "by hand"}, Lock("ada@laptop", "apply", "", "by hand")),
        (WRITTEN | {"Created": "2026-11-29T12:00:00"}, Lock("ada@laptop", "apply", "")),
        (WRITTEN | {"Created": "0001-01-01T00:00:00+14:00"}, Lock("ada@laptop", "apply", "")),
        (WRITTEN | {"Operation": "migrate", "Who": "a\u202eb"}, Lock("a\\u202eb", "migrate", "2026-11-29T10:00:00.123456+00:00")),
        ({}, Lock()),
        ([], Lock(readable=False)),
        ({"Who": 1}, Lock(readable=False)),
    ],
)  # fmt: skip
def test_a_lock_is_told(body: object, wanted: Lock) -> None:
    assert s3_backend.lock(json.dumps(body).encode()) == wanted


@given(st.binary(max_size=200) | st.text().map(lambda who: json.dumps({"Who": who, "Created": who}).encode()))
def test_whatever_a_lock_file_holds_is_text_that_may_be_shown(body: bytes) -> None:
    found = s3_backend.lock(body)
    assert all(text.isprintable() for text in (found.who, found.operation, found.since, found.info))
