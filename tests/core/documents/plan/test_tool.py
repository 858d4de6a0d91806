"""Which tool made a plan, as far as the plan tells."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from tests.documents import Json, entry, plan

THERE, HERE, BUILT_IN = (
    "registry.terraform.io/hashicorp/aws",
    "registry.opentofu.org/hashicorp/aws",
    "terraform.io/builtin/terraform",
)
SILENT: Json = {"complete": None, "applyable": None, "configuration": None}


def made(provider: str, *actions: str, **said: Any) -> Json:
    return entry("aws_x.y", *actions, before={}, after={}) | {"provider_name": provider} | said


CASES: list[tuple[str, Json | None, Json, str]] = [
    ("its registry", made(HERE, "update"), {"terraform_version": "1.9.0"}, "OpenTofu"),
    ("its registry, in drift", None, {"resource_drift": [made(HERE, "update")]}, "OpenTofu"),
    ("its registry, in the configuration", None, {"configuration": {"provider_config": {"aws": {"full_name": HERE}}}}, "OpenTofu"),
    ("its registry, though all is stated", made(HERE, "update"), {"complete": True, "applyable": True}, "OpenTofu"),
    ("its registry beside the other", made(THERE, "update"), {"resource_drift": [made(HERE, "update")]}, "OpenTofu"),
    ("its action", made(BUILT_IN, "forget", "create"), {"terraform_version": "1.12.0"}, "OpenTofu"),
    ("its reason", made(BUILT_IN, "delete", action_reason="delete_because_enabled_false"), {}, "OpenTofu"),
    ("what only Terraform states", made(BUILT_IN, "update"), {"complete": True}, "Terraform"),
    ("older than OpenTofu", made(BUILT_IN, "update"), {"terraform_version": "1.5.7"}, "Terraform"),
    ("older than the statement", made(THERE, "update"), {"terraform_version": "1.7.5"}, "Terraform"),
    ("either, of one age", made(BUILT_IN, "update"), {"terraform_version": "1.7.5"}, ""),
    ("either, silent", made(THERE, "update"), {"terraform_version": "1.9.8"}, ""),
    ("either, without a version", made(THERE, "update"), {"terraform_version": None}, ""),
    ("either, a version that is none", made(BUILT_IN, "update"), {"terraform_version": "new"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("change", "top", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_tool_is_named_where_the_plan_tells_it(change: Json | None, top: Json, expected: str) -> None:
    body = plan(*([change] if change else []), **(SILENT | top))
    assert parse.load(body, Mask(b"key")).changes.tool == expected
