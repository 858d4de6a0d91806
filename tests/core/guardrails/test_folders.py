"""A plan is judged by the guardrails for its providers: who judges one plan does not wait for all to be imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gitops_portal.core.evaluate import judge
from gitops_portal.core.guardrails import guardrails, guardrails_for
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set

TYPES = sorted({kind for rule in guardrails().values() for kind in rule.types})
ALL = RuleSet(guardrails())


def test_every_guardrail_that_looks_at_a_type_is_among_those_for_it() -> None:
    for kind in TYPES:
        meant = {rule.id for rule in ALL.in_force if kind in rule.types}
        assert meant <= guardrails_for([kind]).keys(), kind


@pytest.mark.parametrize("kinds", [[], ["aws_x"], ["azurerm_x", "random_x"], ["kubectl_manifest"], ["nobody_x"], ["x"]])
def test_as_many_are_in_force_for_some_providers_whether_the_others_are_known_or_not(kinds: list[str]) -> None:
    ours = RuleSet(guardrails_for(kinds))
    assert [rule.id for rule in ours.meant_for(kinds)] == [rule.id for rule in ALL.meant_for(kinds)]
    assert ours.version(kinds) == ALL.version(kinds)


def test_all_of_them_are_found_by_their_types() -> None:
    assert guardrails_for(TYPES) == guardrails()


@pytest.mark.parametrize("action", [Action.CREATE, Action.DELETE])
@pytest.mark.parametrize("kinds", [["aws_s3_bucket", "random_password"], ["google_compute_firewall"], ["nobody_x"]])
def test_a_plan_is_judged_as_by_all_of_them(kinds: list[str], action: Action) -> None:
    index = Index(change_set(*(change(f"{kind}.a", action) for kind in kinds)))
    judged = [judge(index, rules, PriceBook({})) for rules in (ALL, RuleSet(guardrails_for(index.types)))]
    assert judged[0] == judged[1]


def test_other_providers_are_not_imported() -> None:
    asked = "import sys; from gitops_portal.core.guardrails import guardrails_for; guardrails_for(['oci_x']); "
    told = "print(*sorted({name.split('.')[3] for name in sys.modules if '.core.guardrails.' in name}))"
    done = subprocess.run([sys.executable, "-c", asked + told], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["any_provider", "oci"]
