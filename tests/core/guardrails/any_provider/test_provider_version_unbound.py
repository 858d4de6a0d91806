"""A provider is bound as soon as one module of the plan binds it."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Cost, Provider
from gitops_portal.core.rules.guard import evaluate
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change_set

AWS = "registry.terraform.io/hashicorp/aws"


@pytest.mark.parametrize(
    ("providers", "expected"),
    [
        ([Provider("aws", AWS)], ["required_providers.aws"]),
        ([Provider("aws", AWS, version="~> 5.0")], []),
        ([Provider("aws", AWS), Provider("module.a:aws", AWS, version=">= 5.0")], []),
        ([Provider("aws", AWS), Provider("aws.west", AWS)], ["required_providers.aws"]),
        ([Provider("aws")], ["required_providers.aws"]),
        ([Provider("terraform", "terraform.io/builtin/terraform")], []),
        ([], []),
    ],
)
def test_judges(providers: list[Provider], expected: list[str]) -> None:
    plan = change_set(providers={provider.key: provider for provider in providers})
    rules = RuleSet.of([guardrails()["provider-version-unbound"]])
    found = evaluate(rules, Index(plan), Cost()).findings
    assert [finding.attribute for finding in found] == expected
