"""What people decide about drift: kept with the item, told in the trail, void when it differs otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.actions import channels, drift_acts
from gitops_portal.actions.drift_acts import Act
from gitops_portal.core.errors import Invalid, PortalError, Refused, Stale
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Delivery, DriftItem
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan

if TYPE_CHECKING:
    from gitops_portal.records.models import Person, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace(repository="https://git.example.org/orders", branch="main")


@pytest.fixture
def person(workspace: Workspace) -> Person:
    return org.member(workspace, Role.REVIEWER, "ann")


def decide(person: Person, *items: DriftItem, **told: Any) -> int:
    seen = told.pop("seen", timezone.now())
    return drift_acts.act(
        person, "", [item.pk for item in items], seen, Act(**({"name": "accept", "reason": "why"} | told))
    )


def test_what_is_accepted_stands_with_who_and_why(workspace: Workspace, person: Person) -> None:
    items = org.drift(workspace, "aws_x.a"), org.drift(workspace, "aws_x.b")
    assert decide(person, *items) == 2
    item = DriftItem.objects.get(address="aws_x.a")
    assert (bool(item.accepted_at), item.said_by, item.said_reason) == (True, "ann <ann@example.org>", "why")
    event = AuditEvent.objects.get(verb="drift.accepted")
    assert (event.chain.name, event.reason, event.detail["addresses"]) == ("orders-prod", "why", ["aws_x.a", "aws_x.b"])
    decide(person, *items, name="reopen")
    item.refresh_from_db()
    assert (item.accepted_at, item.said_by) == (None, "")


def test_a_decision_is_about_the_difference_that_was_seen(workspace: Workspace, person: Person) -> None:
    def told(after: str) -> None:
        drifted = entry("aws_x.y", "update", before={"n": "a"}, after={"n": after})
        org.uploaded(workspace, plan(resource_drift=[drifted]), kind="drift")

    told("b")
    item = DriftItem.objects.get()
    decide(person, item)
    decide(person, item, name="assign", to="ann@example.org")
    told("c")
    item.refresh_from_db()
    assert (item.accepted_at, item.said_by, item.assignee) == (None, "", person)


SOON, LATE = timezone.now() + timedelta(days=7), timezone.now() + timedelta(days=400)


@pytest.mark.parametrize(
    ("told", "kind", "sentence"),
    [
        ({"name": "ponder"}, Invalid, "nothing to do about drift"),
        ({"reason": " "}, Invalid, "Say why"),
        ({"name": "snooze"}, Invalid, "Choose a day"),
        ({"name": "snooze", "until": LATE}, Invalid, "Choose a day"),
        ({"name": "snooze", "until": SOON, "reason": ""}, Invalid, "Say why"),
        ({"name": "assign", "to": "nobody@example.org"}, Invalid, "Nobody here"),
        ({"name": "assign", "to": "stranger@example.org"}, Invalid, "can't see orders-prod"),
        ({"name": "revert"}, Invalid, "Nobody would be notified"),
        ({"seen": timezone.now() - timedelta(days=1)}, Stale, "has changed since"),
    ],
)
def test_what_can_not_be_decided_changes_nothing(
    workspace: Workspace, person: Person, told: dict[str, Any], kind: type[PortalError], sentence: str
) -> None:
    org.person("stranger")
    item = org.drift(workspace)
    with pytest.raises(kind, match=sentence):
        decide(person, item, **told)
    item.refresh_from_db()
    assert (item.accepted_at, item.snoozed_until, item.assignee, item.revert_asked_at) == (None, None, None, None)
    assert not AuditEvent.objects.filter(verb__startswith="drift.").exists()


def test_all_of_them_or_none(workspace: Workspace, person: Person) -> None:
    """In a workspace of which one only looks, and of what is over by now."""
    own, other = org.drift(workspace), org.workspace("other")
    looked_at = org.drift(other)
    other.memberships.create(person=person, role=Role.VIEWER)
    with pytest.raises(Refused, match="drift of other you need the role reviewer"):
        decide(person, own, looked_at)
    over = org.drift(workspace, "aws_x.over", closed_at=timezone.now())
    with pytest.raises(Stale, match="no longer drifts"):
        decide(person, own, over)
    own.refresh_from_db()
    assert own.accepted_at is None


def test_ci_is_asked_to_revert_through_channels_that_name_it(workspace: Workspace, person: Person) -> None:
    made, _ = channels.add(OPERATOR, "webhook", "ci", {"url": "https://127.0.0.1/"}, workspace=workspace)
    channels.subscribe(OPERATOR, made.pk, events=["drift.revert_asked"])
    quiet, _ = channels.add(OPERATOR, "webhook", "all", {"url": "https://127.0.0.1/"}, workspace=workspace)
    channels.subscribe(OPERATOR, quiet.pk)
    items = [org.drift(workspace, f"aws_x.n{number:02}") for number in range(14)]
    decide(person, *items, name="revert", reason="a secret matter")
    sent = Delivery.objects.get()
    told = sent.message
    assert (sent.channel, sent.event) == (made, "drift.revert_asked")
    assert told["headline"] == "orders-prod: a run is asked for, to revert the drift of 14 resources"
    assert told["subject"]["repository"] == "https://git.example.org/orders"
    assert (told["sentences"][:2], told["left_out"]) == (["Asked by ann <ann@example.org>.", "aws_x.n00"], 2)
    assert "a secret matter" not in str(told)
    assert DriftItem.objects.filter(revert_asked_by="ann <ann@example.org>").count() == 14


GITHUB = ("github_workflow", {"workflow": "plan.yml", "token": "ghp_x"})
GITLAB = ("gitlab_pipeline", {"token": "glptt-x"})


@pytest.mark.parametrize(("kind", "told"), [GITHUB, GITLAB])
def test_a_pipeline_is_started_by_a_channel_that_is_told_of_nothing_else(
    workspace: Workspace, person: Person, kind: str, told: dict[str, str]
) -> None:
    made, _ = channels.add(OPERATOR, kind, "ci", told, workspace=workspace)
    with pytest.raises(Invalid, match=r"only gets drift\.revert_asked\."):
        channels.subscribe(OPERATOR, made.pk, events=["run.blocked"])
    assert channels.subscribe(OPERATOR, made.pk).events == ["drift.revert_asked"]
    with pytest.raises(Stale, match="starts a pipeline"):
        channels.test(OPERATOR, made)
    org.uploaded(workspace, plan(), kind="plan")
    item = org.drift(workspace)
    assert not Delivery.objects.exists()
    decide(person, item, name="revert")
    sent = Delivery.objects.get()
    assert (sent.channel, sent.event, sent.message["addresses"]) == (made, "drift.revert_asked", [item.address])
