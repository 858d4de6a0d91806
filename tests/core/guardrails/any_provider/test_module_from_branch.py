"""A tag or a commit is kept; a branch is not, nor is no word at all."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost, Module, ModuleCall
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change_set


def objected(root: Module) -> list[str]:
    rules = RuleSet.of([guardrails()["module-from-branch"]])
    found = evaluate(rules, Index(change_set(root=root)), Cost()).findings
    assert {finding.address for finding in found} <= {""}
    return [finding.attribute for finding in found]


def called(source: str, version: str = "") -> Module:
    return Module(calls={"a": ModuleCall(Module(), source=source, version=version)})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("git::https://example.com/vpc.git", ["module.a.source"]),
        ("git::https://example.com/vpc.git?ref=main", ["module.a.source"]),
        ("git::https://example.com/vpc.git?ref=refs/heads/next", ["module.a.source"]),
        ("git@github.com:acme/vpc.git", ["module.a.source"]),
        ("github.com/acme/vpc", ["module.a.source"]),
        ("github.com/acme/vpc//aws", ["module.a.source"]),
        ("git::https://example.com/vpc.git?ref=v1.2.0", []),
        ("git::ssh://git@example.com/vpc.git//aws?ref=51d462976d84fdea54b47d80dcabbf680badcdb8", []),
        ("acme/vpc/aws", []),
        ("./vpc", []),
        ("", []),
        ("https://example.com/vpc.zip", []),
    ],
)
def test_judges(source: str, expected: list[str]) -> None:
    assert objected(called(source)) == expected
