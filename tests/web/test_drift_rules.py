"""Who makes and ends rules that ignore drift, and how pages tell what is ignored."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from gitops_portal.core.model import Role
from gitops_portal.records.models import DriftItem, DriftRule
from tests import organisation as org

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

NEXT_WEEK = f"{timezone.now() + timedelta(days=7):%Y-%m-%d}"


def sent(**told: str) -> dict[str, str]:
    return {
        "scope": "workspace",
        "selector": "own",
        "type": "aws_instance",
        "ends_at": NEXT_WEEK,
        "reason": "why",
    } | told


@pytest.fixture
def owner() -> Client:
    own = org.workspace("own")
    org.drift(own)
    org.drift(org.workspace("foreign"))
    return org.signed_in(org.member(own, Role.OWNER))


def test_an_owner_ignores_drift_in_a_workspace_and_lets_it_be_told_again(owner: Client) -> None:
    answer = owner.post("/drift/rules/new/", sent(), follow=True)
    assert "It silences 1 resource that drifted now." in answer.text
    assert "why" in answer.text
    assert not owner.get("/drift/").context["causes"].object_list
    [group] = owner.get("/drift/?show=ignored").context["causes"]
    assert "Ignored until" in owner.get(f"/drift/causes/{group.key}/?show=ignored").text
    rule = DriftRule.objects.get()
    assert "reported again" in owner.post("/drift/rules/end/", {"rule": rule.pk}, follow=True).text
    assert DriftItem.objects.filter(ignored_until=None).count() == 2


@pytest.mark.parametrize(
    "told", [{"selector": "foreign"}, {"scope": "organisation"}, {"scope": "labels", "selector": "a=b"}]
)
def test_nobody_ignores_what_is_not_theirs(owner: Client, told: dict[str, str]) -> None:
    assert owner.post("/drift/rules/new/", sent(**told)).status_code == 403
    assert not DriftRule.objects.exists()


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"type": ""}, "a rule about everything would hide all drift"),
        ({"ends_at": ""}, "This field is required"),
        ({"ends_at": "2020-01-01"}, "Choose an end"),
        ({"reason": ""}, "This field is required"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(owner: Client, told: dict[str, str], sentence: str) -> None:
    answer = owner.post("/drift/rules/new/", sent(address="", **told))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_what_may_not_be_silenced_says_that_a_rule_would_have(owner: Client) -> None:
    DriftItem.objects.filter(workspace__slug="own").update(grave="It is gone from the real world.")
    assert (
        "1 it matches but may not silence: they are serious."
        in owner.post("/drift/rules/new/", sent(), follow=True).text
    )
    text = owner.get("/workspaces/own/drift/").text
    assert "Not silenced, though it is of" in text


def test_a_rule_about_a_workspace_is_seen_by_those_who_see_that(owner: Client) -> None:
    org.signed_in(org.person("chief", Role.OWNER)).post(
        "/drift/rules/new/", sent(selector="foreign", reason="a foreign matter")
    )
    assert "a foreign matter" not in owner.get("/drift/rules/").text
