"""What `terraform show -json` prints of a state: the same snapshot, without serial and lineage."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import NotAPlan, PortalError
from gitops_portal.core.model import Sensitive, Snapshot
from tests.core.documents.sources.samples import SECRET, SHOWN

MASK = Mask(b"key")


def seen(document: dict[str, Any]) -> Snapshot:
    observed = parse.observe(json.dumps(document).encode(), MASK)
    assert parse.read(observed.clean, MASK) == observed.snapshot
    return observed.snapshot


def test_a_shown_state_is_a_snapshot_of_unknown_serial() -> None:
    snapshot = seen(SHOWN)
    assert (snapshot.serial, snapshot.lineage, snapshot.terraform_version) == (None, "", "1.9.5")
    assert [one.address for one in snapshot.resources] == [
        "aws_vpc.main",
        'module.data["eu.west"].aws_db_instance.orders',
    ]
    database = snapshot.resources[1]
    assert (database.module, database.tainted, database.dependencies) == (
        'module.data["eu.west"]',
        True,
        ("aws_vpc.main",),
    )


def test_no_secret_is_kept() -> None:
    observed = parse.observe(json.dumps(SHOWN).encode(), MASK)
    assert SECRET.encode() not in observed.clean
    attributes = observed.snapshot.resources[1].attributes
    assert isinstance(attributes["password"], Sensitive)
    assert isinstance(attributes["note"], Sensitive)


def test_an_empty_state_is_an_empty_snapshot() -> None:
    assert seen({"format_version": "1.0"}) == Snapshot("", ())


def test_addresses_of_terraform_012_get_their_modules_and_keys() -> None:
    inner = {"address": "aws_x.y", "index": "a.b", "mode": "managed", "type": "aws_x", "name": "y", "values": {}}
    document = {
        "format_version": "0.1",
        "values": {"root_module": {"child_modules": [{"address": "module.m", "resources": [inner]}]}},
    }
    assert [one.address for one in seen(document).resources] == ['module.m.aws_x.y["a.b"]']


def test_it_is_no_plan() -> None:
    with pytest.raises(NotAPlan, match="state"):
        parse.load(json.dumps(SHOWN).encode(), MASK)


@pytest.mark.parametrize("values", [1, [], {"root_module": 1}, {"root_module": {"resources": {}}}])
def test_what_is_of_another_shape_is_told(values: Any) -> None:
    with pytest.raises(PortalError):
        parse.observe(json.dumps({"format_version": "1.0", "values": values}).encode(), MASK)
