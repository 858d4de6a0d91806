"""What is kept of how a state is reached says whether that is in clear, and holds no password."""

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
        ("http", {"address": "http://state.example.com/network"}, ["data.terraform_remote_state.network"]),
        (
            "http",
            {"address": "HTTP://me:hunter2hunter2@state.example.com/network"},
            ["data.terraform_remote_state.network"],
        ),
        ("http", {"address": "https://state.example.com/network"}, []),
        ("http", {}, []),
        ("s3", {"bucket": "states", "key": "http://a"}, []),
        ("local", {"path": "../network/terraform.tfstate"}, []),
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
    assert "hunter2" not in str(changes.state_reads)
    rules = RuleSet.of([guardrails()["remote-state-in-clear"]])
    found = evaluate(rules, Index(changes), Cost()).findings
    assert [finding.attribute for finding in found] == expected
