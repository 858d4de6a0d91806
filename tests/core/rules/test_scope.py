"""Which setting holds for a workspace: the most specific one, and among equals the strictest."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Enforcement
from gitops_portal.core.rules.scope import Scope, Scoped, ScopeKind, read_rules, resolve, selected

OFF, ADVISORY, SOFT, MANDATORY = Enforcement


def _org(enforcement: Enforcement) -> Scoped:
    return Scoped("rule", enforcement)


def _labels(enforcement: Enforcement, selector: str) -> Scoped:
    return Scoped("rule", enforcement, Scope(ScopeKind.LABELS, selector))


def _workspace(enforcement: Enforcement, slug: str) -> Scoped:
    return Scoped("rule", enforcement, Scope(ScopeKind.WORKSPACE, slug))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ([], None),
        ([_org(MANDATORY)], MANDATORY),
        ([_org(MANDATORY), _labels(ADVISORY, "env=prod")], ADVISORY),
        ([_labels(ADVISORY, "env=prod"), _org(MANDATORY)], ADVISORY),
        ([_org(MANDATORY), _labels(ADVISORY, "env=test")], MANDATORY),
        ([_labels(SOFT, "env=prod"), _labels(ADVISORY, "team=network")], SOFT),
        ([_labels(MANDATORY, "env=prod,team=network")], MANDATORY),
        ([_labels(MANDATORY, "env=prod,team=data")], None),
        ([_labels(MANDATORY, "env=prod"), _workspace(OFF, "core")], OFF),
        ([_workspace(MANDATORY, "other")], None),
    ],
)
def test_resolve(settings: list[Scoped], expected: Enforcement | None) -> None:
    found = resolve(settings, workspace="core", labels={"env": "prod", "team": "network"})
    assert found.get("rule") == expected


def test_guardrails_do_not_mix() -> None:
    settings = [Scoped("a", MANDATORY), Scoped("b", OFF)]
    assert resolve(settings, workspace="core", labels={}) == {"a": MANDATORY, "b": OFF}


def test_a_selector_is_read_with_its_blanks() -> None:
    assert selected("env=prod, team = network") == {"env": "prod", "team": "network"}


@pytest.mark.parametrize("selector", ["", "env", "env=", "=prod", "env=prod,", "env=prod,env=test"])
def test_a_selector_that_asks_for_nothing_or_the_impossible(selector: str) -> None:
    with pytest.raises(Invalid):
        selected(selector)


@pytest.mark.parametrize(("word", "expected"), [("mandatory", MANDATORY), ("off", OFF), (False, OFF)])
def test_a_rules_file(word: Any, expected: Enforcement) -> None:
    assert read_rules({"guardrails": {"rule": word}}, {"rule"}) == {"rule": expected}


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (None, "one mapping named guardrails"),
        ([], "one mapping named guardrails"),
        ({"guardrail": {}}, "one mapping named guardrails"),
        ({"guardrails": ["rule"]}, "one mapping named guardrails"),
        ({"guardrails": {"rulle": "off"}}, "no guardrail “rulle”; known are: rule"),
        ({"guardrails": {7: "off"}}, "no guardrail “7”"),
        ({"guardrails": {"rule": "strict"}}, "“strict” is no enforcement for rule"),
        ({"guardrails": {"rule": True}}, "“True” is no enforcement for rule"),
        ({"guardrails": {"rule": ["off"]}}, "is no enforcement for rule"),
    ],
)
def test_a_rules_file_that_cannot_be_meant(document: Any, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        read_rules(document, {"rule"})
