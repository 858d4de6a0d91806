"""A module is fetched by an encrypted connection."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost, Module, ModuleCall
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change_set


def objected(root: Module) -> list[str]:
    rules = RuleSet.of([guardrails()["module-in-clear"]])
    found = evaluate(rules, Index(change_set(root=root)), Cost()).findings
    assert {finding.address for finding in found} <= {""}
    return [finding.attribute for finding in found]


def called(source: str, version: str = "") -> Module:
    return Module(calls={"a": ModuleCall(Module(), source=source, version=version)})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("http://example.com/vpc.zip", ["module.a.source"]),
        ("git::http://example.com/vpc.git?ref=v1.2.0", ["module.a.source"]),
        ("git::git://example.com/vpc.git?ref=v1.2.0", ["module.a.source"]),
        ("https://example.com/vpc.zip", []),
        ("git::https://example.com/vpc.git", []),
        ("git::ssh://git@example.com/vpc.git", []),
        ("s3::https://s3.amazonaws.com/acme/vpc.zip", []),
        ("./http", []),
        ("", []),
    ],
)
def test_judges(source: str, expected: list[str]) -> None:
    assert objected(called(source)) == expected
