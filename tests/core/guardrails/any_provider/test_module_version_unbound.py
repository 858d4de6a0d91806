"""A module of a registry is bound to a version; one of a folder has none."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost, Module, ModuleCall
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change_set


def objected(root: Module) -> list[str]:
    rules = RuleSet.of([guardrails()["module-version-unbound"]])
    found = evaluate(rules, Index(change_set(root=root)), Cost()).findings
    assert {finding.address for finding in found} <= {""}
    return [finding.attribute for finding in found]


def called(source: str, version: str = "") -> Module:
    return Module(calls={"a": ModuleCall(Module(), source=source, version=version)})


@pytest.mark.parametrize(
    ("source", "version", "expected"),
    [
        ("terraform-aws-modules/vpc/aws", "", ["module.a.version"]),
        ("terraform-aws-modules/vpc/aws//modules/endpoints", "", ["module.a.version"]),
        ("app.terraform.io/acme/vpc/aws", "", ["module.a.version"]),
        ("terraform-aws-modules/vpc/aws", "~> 5.0", []),
        ("./modules/vpc/aws", "", []),
        ("../vpc", "", []),
        ("/srv/modules/vpc/aws", "", []),
        ("", "", []),
        ("github.com/acme/vpc//aws", "", []),
        ("git::https://example.com/acme/vpc.git", "", []),
        ("https://example.com/acme/vpc.zip", "", []),
    ],
)
def test_judges(source: str, version: str, expected: list[str]) -> None:
    assert objected(called(source, version)) == expected


def test_folders_beside_the_root_are_its_own_and_what_comes_from_elsewhere_is_not() -> None:
    ours, theirs = called("acme/vpc/aws"), called("acme/vpc/aws")
    calls = {
        "ours": ModuleCall(ours, source="./ours"),
        "theirs": ModuleCall(theirs, source="acme/eks/aws", version="1"),
    }
    assert objected(Module(calls=calls)) == ["module.ours.module.a.version"]


def test_many_are_one_finding_that_names_them() -> None:
    root = Module(calls={name: ModuleCall(Module(), source="acme/vpc/aws") for name in "abc"})
    rules = RuleSet.of([guardrails()["module-version-unbound"]])
    (finding,) = evaluate(rules, Index(change_set(root=root)), Cost()).findings
    assert finding.message.endswith("(module.a.version, module.b.version, module.c.version)")
