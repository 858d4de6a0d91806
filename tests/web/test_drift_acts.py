"""Deciding about drift on its pages: what is ticked, or all of a cause, and where it stands then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from gitops_portal.core.model import Role
from gitops_portal.records.models import DriftItem
from tests import organisation as org

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db

NEXT_WEEK = f"{timezone.now() + timedelta(days=7):%Y-%m-%d}"


@pytest.fixture
def workspaces() -> list[Workspace]:
    return [org.workspace(slug) for slug in ("a", "b", "c")]


@pytest.fixture
def reviewer(workspaces: list[Workspace]) -> Client:
    """Of two of them; of the third they only look."""
    person = org.member(workspaces[0], Role.REVIEWER, "ann")
    workspaces[1].memberships.create(person=person, role=Role.REVIEWER)
    workspaces[2].memberships.create(person=person, role=Role.VIEWER)
    return org.signed_in(person)


def sent(**told: str) -> dict[str, str]:
    return {"act": "accept", "reason": "why", "seen": timezone.now().isoformat()} | told


def test_what_is_ticked_is_decided_and_stands_elsewhere_then(reviewer: Client, workspaces: list[Workspace]) -> None:
    item, other = org.drift(workspaces[0]), org.drift(workspaces[1])
    page = reviewer.get(f"/drift/causes/{item.cause_key}/").text
    assert page.count('name="item"') == 2
    answer = reviewer.post("/drift/act/", sent(item=str(item.pk), workspace="a"), follow=True)
    assert "Accepted: 1 resource." in answer.text
    assert answer.redirect_chain[-1][0] == "/workspaces/a/drift/"
    assert "why" in answer.text
    other.refresh_from_db()
    assert other.accepted_at is None
    standings = {name: count for name, _, count in reviewer.get("/drift/").context["standings"]}
    assert standings == {"look": 1, "mine": 0, "snoozed": 0, "accepted": 1, "ignored": 0}


def test_all_of_a_cause_but_for_what_is_grave_or_not_theirs(reviewer: Client, workspaces: list[Workspace]) -> None:
    items = [org.drift(workspace) for workspace in workspaces]
    org.drift(workspaces[0], "aws_instance.open", grave="Opens SSH (port 22) to the internet.")
    told = sent(act="snooze", until=NEXT_WEEK, every="on", cause=items[0].cause_key, show="look")
    answer = reviewer.post("/drift/act/", told, follow=True)
    assert "Snoozed: 2 resources. 2 left unchanged" in answer.text
    assert set(DriftItem.objects.exclude(snoozed_until=None).values_list("workspace__slug", flat=True)) == {"a", "b"}
    [group] = reviewer.get("/drift/?show=snoozed").context["causes"]
    assert group.items == 2


def test_what_is_snoozed_comes_back_by_itself(reviewer: Client, workspaces: list[Workspace]) -> None:
    org.drift(workspaces[0], snoozed_until=timezone.now() - timedelta(seconds=1))
    assert [group.items for group in reviewer.get("/drift/").context["causes"]] == [1]


def test_a_link_to_a_cause_outlives_what_is_decided(reviewer: Client, workspaces: list[Workspace]) -> None:
    item = org.drift(workspaces[0])
    link = f"/drift/causes/{item.cause_key}/?show=look"
    assert reviewer.get(link).status_code == 200
    reviewer.post("/drift/act/", sent(item=str(item.pk), workspace="a"))
    answer = reviewer.get(link, follow=True)
    assert answer.redirect_chain == [(f"/drift/causes/{item.cause_key}/", 302)]
    assert item.address in answer.text


def test_what_is_assigned_is_found_by_who_looks_after_it(reviewer: Client, workspaces: list[Workspace]) -> None:
    item = org.drift(workspaces[0])
    reviewer.post("/drift/act/", sent(act="assign", to="ann@example.org", item=str(item.pk)))
    assert [group.items for group in reviewer.get("/drift/?show=mine").context["causes"]] == [1]


@pytest.mark.parametrize("to", ["nobody@x", "nobody@example.org", "nobody"])
def test_what_is_assigned_stays_so_when_the_next_is_nobody(
    reviewer: Client, workspaces: list[Workspace], to: str
) -> None:
    item = org.drift(workspaces[0])
    reviewer.post("/drift/act/", sent(act="assign", to="ann@example.org", item=str(item.pk)))
    seen = reviewer.post("/drift/act/", sent(act="assign", to=to, item=str(item.pk)), follow=True)
    assert f"Nobody here has the e-mail {to}." in seen.text
    item.refresh_from_db()
    assert item.assignee_id is not None


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"reason": ""}, "Say why"),
        ({"act": "snooze"}, "Choose a day"),
        ({"act": "nonsense"}, "nothing to do about drift"),
        ({"act": "revert"}, "Nobody would be notified"),
        ({"seen": ""}, "has changed since"),
        ({"item": "x"}, "Choose at least one resource"),
    ],
)
def test_what_is_wrong_is_told(
    reviewer: Client, workspaces: list[Workspace], told: dict[str, str], sentence: str
) -> None:
    item = org.drift(workspaces[0])
    assert sentence in reviewer.post("/drift/act/", sent(item=str(item.pk)) | told, follow=True).text
    item.refresh_from_db()
    assert item.accepted_at is None


def test_nobody_decides_what_is_not_theirs(reviewer: Client, workspaces: list[Workspace]) -> None:
    item = org.drift(workspaces[2])
    assert 'name="item"' not in reviewer.get("/workspaces/c/drift/").text
    assert reviewer.post("/drift/act/", sent(item=str(item.pk))).status_code == 403
