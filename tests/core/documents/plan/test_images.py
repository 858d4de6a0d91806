from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.cost_models import cost_models
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.index import Index
from gitops_portal.core.pricing.cost import estimate
from tests.documents import entry, plan
from tests.priced import BOOK


def looked_up(marks: Any = None, address: str = "data.aws_ami.it", **values: Any) -> dict[str, Any]:
    resource = {"address": address, "mode": "data", "values": values, "sensitive_values": marks or {}}
    return {"prior_state": {"values": {"root_module": {"resources": [resource]}}}}


@pytest.mark.parametrize(
    ("document", "kept"),
    [
        (looked_up(id="ami-0", platform_details="Windows", platform="windows"), {"ami-0": "Windows"}),
        (looked_up(id="ami-0", platform="windows"), {"ami-0": "Windows"}),
        (looked_up(id="ami-0", platform_details="Red Hat Enterprise Linux"), {"ami-0": "Red Hat Enterprise Linux"}),
        (looked_up(address='module.m["a"].data.aws_ami.it[0]', id="ami-0", platform="windows"), {"ami-0": "Windows"}),
        (looked_up(address="aws_ami.it", id="ami-0", platform="windows"), {}),
        (looked_up(id="ami-0"), {}),
        (looked_up(platform="windows"), {}),
        (looked_up(id=["ami-0"], platform={"a": 1}), {}),
        (looked_up(id="ami-0", platform_details="x" * 1_000), {}),
        (looked_up(True, id="ami-hush", platform="windows"), {}),
        (looked_up({"id": True}, id="ami-hush", platform="windows"), {}),
    ],
)
def test_what_images_run_is_kept(document: dict[str, Any], kept: dict[str, str]) -> None:
    loaded = parse.load(plan(entry("t.a"), **document), Mask(b"key"))
    assert loaded.changes.images == kept
    assert parse.read(loaded.clean, Mask(b"key")) == loaded.changes
    assert b"hush" not in loaded.clean


@pytest.mark.parametrize(
    ("details", "note"),
    [
        ("Windows BYOL", ""),
        ("Windows with SQL Server Standard", "Instances that run Windows with SQL Server Standard have no price"),
    ],
)
def test_a_licence_without_a_price_leaves_the_instance_without_one(details: str, note: str) -> None:
    instance = entry("aws_instance.it", after={"ami": "ami-0", "instance_type": "m5.large"})
    loaded = parse.load(plan(instance, **looked_up(id="ami-0", platform_details=details)), Mask(b"key"))
    (line,) = estimate(Index(loaded.changes), cost_models(), BOOK, {"aws": "eu-west-1"}).lines
    assert line.note.startswith(note)
    assert bool(line.note) == bool(note)
