"""Rules that ignore drift: what they silence is silenced at once and with each plan, counted, and comes back at the end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import drift_rules
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.records.models import AuditEvent, DriftItem, DriftRule
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan

if TYPE_CHECKING:
    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db

SIZE = entry("aws_instance.web", "update", before={"instance_type": "a"}, after={"instance_type": "b"})
GONE = entry("aws_instance.old", "delete", before={"instance_type": "a"})


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(labels={"env": "prod"})


def ignore(scope: str = "organisation", selector: str = "", /, **told: Any) -> DriftRule:
    week = timezone.now() + timedelta(days=7)
    said: dict[str, Any] = {
        "scope": scope,
        "selector": selector,
        "type": "aws_instance",
        "ends_at": week,
        "reason": "why",
    }
    return drift_rules.add(OPERATOR, **(said | told))


def seen(workspace: Workspace, *told: Any) -> None:
    org.uploaded(workspace, plan(resource_drift=list(told)), kind="drift")


def counts(rule: DriftRule) -> tuple[int, int]:
    rule.refresh_from_db()
    return rule.uses, rule.held_back


def test_what_is_open_and_what_comes_is_silenced_and_each_use_counted(workspace: Workspace) -> None:
    seen(workspace, SIZE, GONE)
    rule = ignore()
    update, gone = DriftItem.objects.order_by("-address")
    assert (update.rule, update.ignored_until) == (rule, rule.ends_at)
    assert (gone.rule, gone.ignored_until) == (rule, None), (
        "what is gone is never silenced, and says which rule would have"
    )
    assert counts(rule) == (1, 1)
    seen(workspace, SIZE, GONE)
    assert counts(rule) == (2, 2)
    seen(workspace, GONE)
    assert counts(rule) == (2, 3)


@pytest.mark.parametrize(
    ("scope", "selector", "silenced"),
    [
        ("organisation", "", True),
        ("labels", "env=prod", True),
        ("labels", "env=test", False),
        ("workspace", "orders-prod", True),
        ("workspace", "other", False),
    ],
)
def test_a_rule_holds_in_its_scope(workspace: Workspace, scope: str, selector: str, silenced: bool) -> None:
    org.workspace("other")
    ignore(scope, selector)
    seen(workspace, SIZE)
    assert (DriftItem.objects.get().ignored_until is not None) is silenced


def test_what_differs_in_more_is_told_again(workspace: Workspace) -> None:
    ignore(attribute="instance_type")
    seen(workspace, SIZE)
    assert DriftItem.objects.get().ignored_until
    more = entry(
        "aws_instance.web", "update", before={"instance_type": "a", "n": 1}, after={"instance_type": "b", "n": 2}
    )
    seen(workspace, more)
    assert DriftItem.objects.get().ignored_until is None


def test_a_rule_that_is_ended_silences_nothing_more(workspace: Workspace) -> None:
    seen(workspace, SIZE)
    rule = ignore("workspace", "orders-prod")
    drift_rules.end(OPERATOR, rule.pk)
    item = DriftItem.objects.get()
    assert (item.rule, item.ignored_until) == (None, None)
    with pytest.raises(Stale, match="ended already"):
        drift_rules.end(OPERATOR, rule.pk)
    seen(workspace, SIZE)
    assert counts(rule) == (1, 0)
    told = AuditEvent.objects.filter(verb__startswith="drift.rule").order_by("sequence")
    assert [(event.verb, event.chain.name) for event in told] == [
        ("drift.rule_added", "orders-prod"),
        ("drift.rule_ended", "orders-prod"),
    ]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"scope": "planet"}, "is not a scope"),
        ({"scope": "workspace", "selector": "nowhere"}, "There is no workspace"),
        ({"scope": "labels", "selector": "prod"}, "is not a label selector"),
        ({"type": ""}, "about everything"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_a_rule_that_is_none_is_not_kept(told: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        ignore(**told)
    assert not DriftRule.objects.exists()
