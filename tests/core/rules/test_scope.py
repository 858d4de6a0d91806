"""Which setting holds for a workspace: the most specific one, and among equals the strictest."""

from __future__ import annotations

import pytest

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Enforcement
from gitops_portal.core.rules.scope import Scope, Scoped, ScopeKind, resolve, selected

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
