"""A state of a file is told; where states of backends lie is not asked here."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.documents import plan


@pytest.mark.parametrize(
    ("backend", "config", "expected"),
    [
        ("s3", {"bucket": "states", "key": "http://a"}, []),
        ("local", {"path": "../network/terraform.tfstate"}, ["data.terraform_remote_state.network"]),
        ("local", {}, ["data.terraform_remote_state.network"]),
        ("http", {"address": "http://state.example.com/network"}, []),
    ],
)
def test_judges(backend: str, config: dict[str, Any], expected: list[str]) -> None:
    read = {
        "address": "data.terraform_remote_state.network",
        "mode": "data",
        "type": "terraform_remote_state",
        "name": "network",
        "expressions": {"backend": {"constant_value": backend}, "config": {"constant_value": config}},
    }
    document = plan(configuration={"root_module": {"resources": [read]}})
    changes = parse.load(document, Mask(b"key")).changes
    rules = RuleSet.of([guardrails()["remote-state-in-file"]])
    found = evaluate(rules, Index(changes), Cost()).findings
    assert [finding.attribute for finding in found] == expected
