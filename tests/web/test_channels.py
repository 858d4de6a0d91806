"""The pages of channels: an owner adds one, says what it is told of, tests it, and sees what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from gitops_portal.actions import channels, deliver
from gitops_portal.core.model import Role
from gitops_portal.records.models import AuditEvent, Channel, Delivery
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import HARMLESS
from tests.hooks import Behaviour, Server, server

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(settings: Any) -> Iterator[Server]:
    with server() as running:
        settings.OUTBOUND_HOSTS = [running.host]
        yield running


def test_an_owner_adds_a_channel_and_sees_what_it_sends(hook: Server) -> None:
    chief = org.signed_in(org.person("chief", Role.OWNER))
    assert "No channel yet" in chief.get("/settings/channels/").text
    url = f"{hook.url}/very-secret"
    page = chief.post("/settings/channels/?kind=webhook", {"name": "Ops <b>", "url": url}).text
    (secret,) = re.findall(r'id="secret">(whsec_[^<]+)<', page)
    made = Channel.objects.get()
    here = f"/settings/channels/{made.pk}/"
    assert secret not in chief.get(here).text
    page = chief.post(f"{here}subscribe/", {"labels": "env=prod", "least": "informs"}, follow=True).text
    assert "Ops &lt;b&gt; is notified about env=prod from now on." in page
    assert '<div class="soft">Webhook</div>' in chief.get("/settings/channels/").text
    assert "The test arrived." in chief.post(f"{here}test/", follow=True).text
    org.uploaded(org.workspace(labels={"env": "prod"}), HARMLESS)
    deliver.turn()
    page = chief.get(here).text
    assert "Delivered" in page
    assert "orders-prod run 1" in page
    assert "very-secret" not in page
    assert len(hook.asked) == 2


@pytest.mark.parametrize(("kind", "offered"), [("webhook", True), ("github_status", False)])
def test_a_test_is_offered_where_one_can_be_sent(kind: str, offered: bool) -> None:
    told = {"url": "https://hooks.example.org/"} if kind == "webhook" else {"token": "ghp_x", "api": ""}
    made, _ = channels.add(OPERATOR, kind, "ops", told)
    page = org.signed_in(org.person("chief", Role.OWNER)).get(f"/settings/channels/{made.pk}/").text
    assert (f"/settings/channels/{made.pk}/test/" in page, "Press Test" in page) == (offered, offered)


def test_what_starts_a_pipeline_is_told_of_workspaces_and_offers_no_test() -> None:
    chief = org.signed_in(org.person("chief", Role.OWNER))
    told = {"name": "ci", "workflow": "plan.yml", "token": "ghp_x"}
    assert "named by its file" in chief.post("/settings/channels/?kind=github_workflow", told | {"workflow": "x"}).text
    made = chief.post("/settings/channels/?kind=github_workflow", told, follow=True)
    assert "Channel ci is created. Choose what it is notified about." in made.text
    here = f"/settings/channels/{Channel.objects.get().pk}/"
    page = chief.post(f"{here}subscribe/", {"labels": "env=prod"}, follow=True)
    assert "ci is notified about env=prod from now on." in page.text
    assert "notified only about: Drift is to be reverted: CI is asked for a run." in said(page)
    assert [f'name="{name}"' in page.text for name in ("labels", "events", "least")] == [True, False, False]
    assert (f"{here}test/" in page.text, "ghp_x" in page.text) == (False, False)


def said(page: Any) -> str:
    """Without the breaks of its lines."""
    return " ".join(page.text.split())


def test_how_many_requests_the_other_side_takes_yet_is_shown(hook: Server) -> None:
    chief = org.signed_in(org.person("chief", Role.OWNER))
    made, _ = channels.add(OPERATOR, "webhook", "ops", {"url": hook.url})
    here = f"/settings/channels/{made.pk}/"
    assert "requests left" not in chief.get(here).text
    hook.answers(Behaviour(headers={"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4990"}))
    assert "4,990 of 5,000 requests left" in said(chief.post(f"{here}test/", follow=True))
    hook.answers(Behaviour(429, {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0"}), Behaviour())
    assert '<span class="warn strong">0 of 5,000 requests left' in said(chief.post(f"{here}test/", follow=True))
    assert "0 of 5,000" in said(chief.post(f"{here}test/", follow=True)), "an answer that says nothing changes nothing"


def test_quiet_hours_and_a_digest_are_set(hook: Server) -> None:
    chief = org.signed_in(org.person("chief", Role.OWNER))
    made, _ = channels.add(OPERATOR, "teams", "ops", {"url": hook.url})
    here = f"/settings/channels/{made.pk}/"
    sent = {
        "time_zone": "Europe/Berlin",
        "quiet_from": "20:00",
        "quiet_until": "07:00",
        "digest_at": "09:00",
        "through": "blocks",
    }
    page = chief.post(f"{here}times/", sent, follow=True).text
    assert 'value="20:00"' in page
    assert "next digest" in page
    refused = chief.post(f"{here}times/", sent | {"time_zone": "Mars"})
    assert refused.status_code == 422
    assert "is not a time zone" in refused.text


def test_what_was_given_up_can_be_sent_again(hook: Server) -> None:
    chief = org.signed_in(org.person("chief", Role.OWNER))
    made, _ = channels.add(OPERATOR, "webhook", "ops", {"url": hook.url})
    here = f"/settings/channels/{made.pk}/"
    hook.answers(Behaviour(404, body=b"<script>no such hook"))
    page = chief.post(f"{here}test/", follow=True).text
    assert "The test did not arrive. It answered 404: &lt;script&gt;no such hook" in page
    assert "Given up" in page
    hook.answers(Behaviour())
    chief.post(f"{here}again/", {"delivery": Delivery.objects.get().pk})
    deliver.turn()
    assert "Delivered" in chief.get(here).text


def test_a_channel_is_paused_resumed_changed_and_removed(hook: Server) -> None:
    chief = org.signed_in(org.person("chief", Role.OWNER))
    made, _ = channels.add(OPERATOR, "webhook", "ops", {"url": hook.url})
    one = channels.subscribe(OPERATOR, made.pk)
    here = f"/settings/channels/{made.pk}/"
    assert "Paused" in chief.post(f"{here}switch/", {"to": "pause"}, follow=True).text
    chief.post(f"{here}switch/", {"to": "resume"})
    page = chief.post(here, {"name": "operations", "url": ""}, follow=True).text
    assert "Channel operations" in page
    assert 'id="secret">whsec_' in chief.post(f"{here}secret/").text
    chief.post(f"{here}unsubscribe/", {"subscription": one.pk})
    chief.post(f"{here}remove/")
    assert not Channel.objects.exists()
    told = set(AuditEvent.objects.filter(actor__startswith="chief").values_list("verb", flat=True))
    assert told == {f"channel.{verb}" for verb in ("paused", "resumed", "changed", "unsubscribed", "removed")}


@pytest.mark.parametrize(
    ("part", "sent", "told"),
    [
        ("?kind=webhook", {"name": "a", "url": "http://10.0.0.1/"}, "OUTBOUND_HOSTS"),
        ("?kind=webhook", {"name": "a"}, "This field is required"),
        ("?kind=webhook", {"name": "ops", "url": "https://hooks.example.org/"}, "already a channel"),
        ("{pk}/", {"name": ""}, "This field is required"),
        ("{pk}/", {"name": "a", "url": "ftp://hooks.example.org/"}, "begins with https"),
        ("{pk}/subscribe/", {"least": "a bit"}, "not one of the available choices"),
        ("{pk}/subscribe/", {"least": "informs", "labels": "prod"}, "not a label selector"),
        ("{pk}/subscribe/", {"least": "informs", "workspace": "nowhere"}, "There is no workspace"),
    ],
)
def test_what_cannot_be_is_told_beside_the_form(hook: Server, part: str, sent: dict[str, str], told: str) -> None:
    made, _ = channels.add(OPERATOR, "webhook", "ops", {"url": hook.url})
    answer = org.signed_in(org.person("chief", Role.OWNER)).post(f"/settings/channels/{part.format(pk=made.pk)}", sent)
    assert answer.status_code == 422
    assert told in answer.text


def test_an_owner_of_a_workspace_keeps_channels_of_it_alone(hook: Server) -> None:
    place = org.workspace()
    owner = org.signed_in(org.member(place, Role.OWNER))
    common, _ = channels.add(OPERATOR, "webhook", "common", {"url": hook.url})
    all_of_them = f"/workspaces/{place.slug}/settings/channels/"
    owner.post(f"{all_of_them}?kind=webhook", {"name": "ours", "url": hook.url})
    made = Channel.objects.get(workspace=place)
    page = owner.get(f"{all_of_them}{made.pk}/").text
    assert 'name="labels"' not in page
    owner.post(f"{all_of_them}{made.pk}/subscribe/", {"least": "informs", "labels": "env=test", "workspace": "other"})
    assert made.subscriptions.get().workspace == place
    assert "common" not in owner.get(all_of_them).text
    assert owner.get(f"{all_of_them}{common.pk}/").status_code == 404
    assert owner.get(f"/settings/channels/{made.pk}/").status_code == 403
    assert owner.get("/settings/channels/").status_code == 403
