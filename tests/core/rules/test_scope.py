"""Which setting holds for a workspace: the strictest, but where a weaker one is allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Enforcement
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.rules.scope import Scope, Scoped, ScopeKind, idle, resolve, selected

OFF, ADVISORY, SOFT, MANDATORY = Enforcement


def _org(enforcement: Enforcement) -> Scoped:
    return Scoped("rule", enforcement)


def _labels(enforcement: Enforcement, selector: str) -> Scoped:
    return Scoped("rule", enforcement, Scope(ScopeKind.LABELS, selector))


def _workspace(enforcement: Enforcement, slug: str) -> Scoped:
    return Scoped("rule", enforcement, Scope(ScopeKind.WORKSPACE, slug))


def _weaker(setting: Scoped) -> Scoped:
    return replace(setting, weaker=True)


def _but(setting: Scoped, *left_out: Scope) -> Scoped:
    return replace(setting, exclude=left_out)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ([], None),
        ([_org(MANDATORY)], MANDATORY),
        ([_org(MANDATORY), _labels(ADVISORY, "env=prod")], MANDATORY),
        ([_org(MANDATORY), _weaker(_labels(ADVISORY, "env=prod"))], ADVISORY),
        ([_weaker(_labels(ADVISORY, "env=prod")), _org(MANDATORY)], ADVISORY),
        ([_org(ADVISORY), _labels(SOFT, "env=prod")], SOFT),
        ([_org(OFF)], OFF),
        ([_org(OFF), _workspace(ADVISORY, "core")], ADVISORY),
        ([_workspace(OFF, "core")], None),
        ([_weaker(_workspace(OFF, "core"))], OFF),
        ([_weaker(_labels(OFF, "env=prod")), _workspace(ADVISORY, "core")], ADVISORY),
        ([_org(MANDATORY), _weaker(_labels(OFF, "env=prod")), _labels(SOFT, "team=network")], SOFT),
        ([_but(_org(MANDATORY), Scope(ScopeKind.WORKSPACE, "core"))], None),
        ([_but(_org(MANDATORY), Scope(ScopeKind.WORKSPACE, "other"))], MANDATORY),
        ([_but(_labels(MANDATORY, "env=prod"), Scope(ScopeKind.LABELS, "team=network"))], None),
        ([_but(_labels(MANDATORY, "env=prod"), Scope(ScopeKind.LABELS, "team=data"))], MANDATORY),
        ([_org(MANDATORY), _labels(ADVISORY, "env=test")], MANDATORY),
        ([_labels(SOFT, "env=prod"), _labels(ADVISORY, "team=network")], SOFT),
        ([_labels(MANDATORY, "env=prod,team=network")], MANDATORY),
        ([_labels(MANDATORY, "env=prod,team=data")], None),
        ([_labels(MANDATORY, "env=prod"), _weaker(_workspace(OFF, "core"))], OFF),
        ([_labels(MANDATORY, "env=prod"), _workspace(OFF, "core")], MANDATORY),
        ([_workspace(MANDATORY, "other")], None),
    ],
)
def test_resolve(settings: list[Scoped], expected: Enforcement | None) -> None:
    labels = {"env": "prod", "team": "network"}
    found = resolve(settings, workspace="core", labels=labels, defaults={"rule": ADVISORY})
    assert (found["rule"].enforcement if "rule" in found else None) == expected


def test_it_is_told_whose_setting_holds() -> None:
    settings = [_org(ADVISORY), _labels(MANDATORY, "env=prod"), _workspace(SOFT, "core")]
    found = resolve(settings, workspace="core", labels={"env": "prod"}, defaults={"rule": ADVISORY})
    assert str(found["rule"].scope) == "labels env=prod"
    rules = RuleSet.held({}, found)
    assert (rules.origin("rule"), rules.origin("another")) == ("set for labels env=prod", "its default")
    assert str(Scope()) == "the organisation"


STRICTNESS = st.sampled_from(list(Enforcement))
SETTINGS = st.lists(
    st.one_of(
        st.builds(_org, STRICTNESS),
        st.builds(_labels, STRICTNESS, st.sampled_from(["env=prod", "env=test"])),
        st.builds(_workspace, STRICTNESS, st.sampled_from(["core", "other"])),
    ),
    max_size=6,
)


@given(SETTINGS)
def test_without_leave_nothing_is_weaker_than_any_setting_that_reaches_it(settings: list[Scoped]) -> None:
    order = list(Enforcement)
    found = resolve(settings, workspace="core", labels={"env": "prod"}, defaults={"rule": OFF})
    reaching = [each for each in settings if each.covers("core", {"env": "prod"})]
    held = found["rule"].enforcement if "rule" in found else OFF
    assert order.index(held) == max((order.index(each.enforcement) for each in reaching), default=0)


@given(SETTINGS)
def test_what_is_idle_changes_nothing(settings: list[Scoped]) -> None:
    one_a_scope = list({each.scope: each for each in settings}.values())
    without = [each for each in one_a_scope if each not in idle(one_a_scope, {"rule": SOFT})]
    for labels in ({"env": "prod"}, {"env": "test"}, {}):
        found, same = (
            resolve(told, workspace="core", labels=labels, defaults={"rule": SOFT}) for told in (one_a_scope, without)
        )
        assert found == same


def test_guardrails_do_not_mix() -> None:
    settings = [Scoped("a", MANDATORY), Scoped("b", OFF)]
    found = resolve(settings, workspace="core", labels={}, defaults={})
    assert {name: each.enforcement for name, each in found.items()} == {"a": MANDATORY, "b": OFF}


def test_a_selector_is_read_with_its_blanks() -> None:
    assert selected("env=prod, team = network") == {"env": "prod", "team": "network"}


@pytest.mark.parametrize("selector", ["", "env", "env=", "=prod", "env=prod,", "env=prod,env=test"])
def test_a_selector_that_asks_for_nothing_or_the_impossible(selector: str) -> None:
    with pytest.raises(Invalid):
        selected(selector)
