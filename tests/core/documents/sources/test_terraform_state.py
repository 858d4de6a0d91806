"""State files of version 4: what stands, which serial of which lineage, and no secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import NotAPlan, NotAState, PortalError, UnsupportedFormat
from gitops_portal.core.model import Mode, Sensitive, Snapshot
from tests.core.documents.sources.samples import SECRET, STATE, instance, resource, state

MASK = Mask(b"key")


def seen(document: dict[str, Any]) -> Snapshot:
    observed = parse.observe(json.dumps(document).encode(), MASK)
    assert parse.read(observed.clean, MASK) == observed.snapshot
    return observed.snapshot


def test_a_state_is_a_snapshot() -> None:
    snapshot = seen(STATE)
    assert (snapshot.serial, snapshot.lineage, snapshot.terraform_version) == (7, "3f0e-lineage", "1.9.5")
    by_address = {one.address: one for one in snapshot.resources}
    assert list(by_address) == [
        "aws_vpc.main",
        'module.data["eu.west"].aws_db_instance.orders',
        "aws_instance.web[0]",
        "aws_instance.web[1]",
        "data.aws_region.here",
    ]
    database = by_address['module.data["eu.west"].aws_db_instance.orders']
    assert (database.module, database.type, database.name) == ('module.data["eu.west"]', "aws_db_instance", "orders")
    assert database.provider == "registry.terraform.io/hashicorp/aws"
    assert database.dependencies == ("aws_vpc.main",)
    assert database.attributes["engine"] == "postgres"
    assert by_address["data.aws_region.here"].mode is Mode.DATA
    assert snapshot.outputs["url"] == "https://orders.example"


def test_no_secret_is_kept_and_equal_secrets_stay_equal() -> None:
    observed = parse.observe(json.dumps(STATE).encode(), MASK)
    assert SECRET.encode() not in observed.clean
    snapshot = seen(STATE)
    password = snapshot.resources[1].attributes["password"]
    assert isinstance(password, Sensitive)
    assert snapshot.outputs["key"] == password
    assert isinstance(snapshot.resources[2].attributes["user_data"], Sensitive), "it holds a marked secret"


@pytest.mark.parametrize(
    "said",
    [
        {"private": SECRET},
        {"identity": {"id": SECRET}, "identity_schema_version": 0},
        {"sensitive_attributes": [[]], "attributes": {"x": SECRET}},
        {
            "sensitive_attributes": [[{"type": "index", "value": {"value": 0, "type": "number"}}]],
            "attributes": {"x": SECRET},
        },
        {"sensitive_attributes": "x", "attributes": {"x": SECRET}},
        {
            "sensitive_attributes": [[{"type": "get_attr", "value": "x"}, {"type": "index", "value": 0}]],
            "attributes": {"x": [SECRET]},
        },
        {
            "attributes": None,
            "attributes_flat": {"x": SECRET},
            "sensitive_attributes": [[{"type": "get_attr", "value": "x"}]],
        },
        {"sensitive_attributes": None, "attributes": {"password": "Tr0ub4dor-and-3xtra"}},
    ],
)
def test_a_secret_wherever_it_stands_is_not_kept(said: dict[str, Any]) -> None:
    document = state(resource("aws_x", "y", instance({}) | said))
    clean = parse.observe(json.dumps(document).encode(), MASK).clean
    assert SECRET.encode() not in clean
    assert b"Tr0ub4dor" not in clean


def test_what_older_versions_leave_out_or_call_otherwise() -> None:
    old = resource("aws_x", "y", {"attributes": {"id": "1"}, "depends_on": ["aws_vpc.main"]}, provider="provider.aws")
    (one,) = seen(state(old, serial=0, lineage=None, outputs=None)).resources
    assert (one.provider, one.dependencies) == ("aws", ("aws_vpc.main",))
    assert seen(state(serial=0)).serial == 0


def test_what_is_deposed_or_tainted_says_so() -> None:
    current, old = instance({"id": "2"}, status="tainted"), instance({"id": "1"}, deposed="abcd1234")
    one, other = seen(state(resource("aws_x", "y", current, old))).resources
    assert (one.tainted, one.deposed, other.tainted, other.deposed) == (True, "", False, "abcd1234")
    assert one.address == other.address == "aws_x.y"


@pytest.mark.parametrize(
    ("document", "kind", "told"),
    [
        ({"version": 3, "serial": 1, "modules": []}, UnsupportedFormat, "version 3"),
        ({"version": "four", "serial": 1, "lineage": "x"}, UnsupportedFormat, "version four"),
        (state(encrypted_data="YQ==", encryption_version="v0"), NotAState, "encrypted OpenTofu state"),
        ({"format_version": "1.2", "resource_changes": []}, NotAState, "This is a plan"),
        ({"a": 1}, NotAState, "neither a state"),
        (state() | {"resources": 1}, PortalError, "resources"),
        (state() | {"serial": "x"}, PortalError, "serial"),
    ],
)
def test_what_is_no_such_state_is_told(document: Any, kind: type[PortalError], told: str) -> None:
    with pytest.raises(kind, match=told):
        parse.observe(json.dumps(document).encode(), MASK)


def test_a_state_is_no_plan() -> None:
    with pytest.raises(NotAPlan, match="state file, not a plan"):
        parse.load(json.dumps(STATE).encode(), MASK)
