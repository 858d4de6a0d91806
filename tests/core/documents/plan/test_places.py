"""Where a resource stands, as far as the plan tells: what is set by something not known yet is no guess."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import judge
from gitops_portal.core.guardrails import guardrails_for
from gitops_portal.core.index import Index
from gitops_portal.core.rules.ruleset import RuleSet
from tests.documents import entry, plan
from tests.priced import BOOK

LATER = {"references": ["terraform_data.where.output", "terraform_data.where"]}
WRITTEN = {"constant_value": "x"}


def region(kind: str, after: dict[str, Any], unknown: dict[str, bool], set_: dict[str, Any], **sides: Any) -> str:
    """Of a resource in a plan whose providers stand in eu-west-1."""
    block = {"address": f"{kind}.a", "mode": "managed", "type": kind, "name": "a", "expressions": set_}
    block["provider_config_key"] = "own"
    provider = {"name": kind.partition("_")[0], "expressions": {"region": {"constant_value": "eu-west-1"}}}
    configuration = {"provider_config": {"own": provider}, "root_module": {"resources": [block]}}
    actions = ("delete", "create") if "before" in sides else ("create",)
    body = plan(entry(f"{kind}.a", *actions, after=after, unknown=unknown, **sides), configuration=configuration)
    (found,) = parse.load(body, Mask(b"k")).changes.changes
    return found.region


@pytest.mark.parametrize(
    ("kind", "name", "before"),
    [
        ("aws_instance", "region", "us-east-1"),
        ("google_compute_instance", "zone", "us-east4-a"),
        ("google_sql_database_instance", "region", "us-east4"),
        ("google_storage_bucket", "location", "us-east4"),
        ("azurerm_linux_virtual_machine", "location", "westeurope"),
    ],
)
def test_a_place_that_is_known_later_is_not_known(kind: str, name: str, before: str) -> None:
    assert region(kind, {}, {name: True}, {name: LATER}) == ""
    assert region(kind, {}, {name: True}, {name: LATER}, before={name: before}) == ""
    assert region(kind, {name: before}, {}, {name: LATER}) == before.removesuffix("-a")


@pytest.mark.parametrize("set_", [{}, {"instance_type": WRITTEN}])
def test_a_place_that_nobody_sets_is_that_of_before_or_of_the_provider(set_: dict[str, Any]) -> None:
    assert region("aws_instance", {}, {"region": True}, set_) == "eu-west-1"
    assert region("aws_instance", {}, {"region": True}, set_, before={"region": "us-east-1"}) == "us-east-1"


def test_a_zone_that_is_known_later_lies_in_the_provider_s_region() -> None:
    assert region("aws_ebs_volume", {}, {"availability_zone": True}, {"availability_zone": LATER}) == "eu-west-1"


def test_no_price_is_taken_from_a_region_that_is_known_later() -> None:
    block = {"address": "aws_instance.a", "mode": "managed", "type": "aws_instance", "name": "a"}
    configuration = {"root_module": {"resources": [{**block, "expressions": {"region": LATER}}]}}
    asked = entry("aws_instance.a", after={"instance_type": "m5.large"}, unknown={"region": True})
    changes = parse.load(plan(asked, configuration=configuration), Mask(b"k")).changes
    found = judge(Index(changes), RuleSet(guardrails_for([])), BOOK, {"aws": "us-east-1"}).cost.lines[0]
    assert found.after is None and "its region is not known" in found.note
