"""Quiet hours and digests: what is told waits, is sent once and in one message, and what is grave goes through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any

import pytest
from msgspec import structs

from gitops_portal.actions import channels, clock, deliver, digests, outbox
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.quiet import Times
from gitops_portal.records.models import AuditEvent, Channel, Delivery
from tests.actors import OPERATOR
from tests.hooks import Behaviour, Server, server
from tests.letters import MESSAGE

pytestmark = pytest.mark.django_db
Now = Callable[[str], None]
NIGHT = Times("UTC", time(20), time(7))
DAILY = Times("UTC", digest_at=time(9))


@pytest.fixture
def hook(settings: Any) -> Iterator[Server]:
    with server() as running:
        settings.OUTBOUND_HOSTS = [running.host]
        running.answers(Behaviour(202))
        yield running


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    def be(told: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(f"2026-11-{told}:00+00:00"))

    be("29T12:00")
    return be


@pytest.fixture
def channel(hook: Server, now: Now) -> Channel:
    return channels.add(OPERATOR, "teams", "ops", {"url": hook.url})[0]


def told(channel: Channel, topic: str = "a", gravity: str = "informs", number: int = 1) -> Delivery:
    channel.refresh_from_db()
    subject = structs.replace(MESSAGE.subject, workspace=topic, run=number)
    made = structs.replace(MESSAGE, gravity=gravity, headline=f"{topic} run {number}", subject=subject)
    return outbox.write(channel, made, topic=topic, number=number)


def texts(hook: Server) -> list[list[str]]:
    cards = [json.loads(asked.body)["attachments"][0]["content"]["body"] for asked in hook.asked]
    return [[run["text"] for block in card for run in block["inlines"]] for card in cards]


def test_what_is_told_at_night_is_sent_in_the_morning_and_only_the_newest(
    channel: Channel, hook: Server, now: Now
) -> None:
    digests.set_times(OPERATOR, channel.pk, NIGHT)
    now("29T23:00")
    told(channel, number=1)
    told(channel, number=2)
    deliver.turn()
    assert not hook.asked
    now("30T07:00")
    deliver.turn()
    assert [said[0] for said in texts(hook)] == ["a run 2"]


def test_what_is_grave_goes_through_by_choice(channel: Channel, hook: Server, now: Now) -> None:
    digests.set_times(OPERATOR, channel.pk, structs.replace(NIGHT, digest_at=time(9), through="blocks"))
    now("29T23:00")
    told(channel, "a", "loses_data")
    told(channel, "b", "opens")
    deliver.turn()
    assert [said[0] for said in texts(hook)] == ["a run 1"]


def test_what_failed_is_not_tried_again_at_night(channel: Channel, hook: Server, now: Now) -> None:
    digests.set_times(OPERATOR, channel.pk, NIGHT)
    hook.answers(Behaviour(503))
    now("29T19:59")
    held = told(channel)
    deliver.turn()
    held.refresh_from_db()
    now("29T20:03")
    deliver.turn()
    held.refresh_from_db()
    assert (held.attempts, held.next_at.isoformat()) == (2, "2026-11-30T07:00:00+00:00")


def test_a_digest_is_one_message_the_gravest_first(channel: Channel, hook: Server, now: Now) -> None:
    digests.set_times(OPERATOR, channel.pk, DAILY)
    told(channel, "a", number=1)
    told(channel, "a", number=2)
    told(channel, "b", "loses_data")
    deliver.turn()
    assert not hook.asked
    now("30T09:00")
    deliver.turn()
    deliver.turn()
    (said,) = texts(hook)
    assert said[0] == "2 messages since the last digest: 2 awaiting approval"
    assert said[1:] == ["• b run 1 – Reviewer: decides", "• a run 2 – Reviewer: decides"]
    states = sorted(Delivery.objects.values_list("state", flat=True))
    assert states == ["delivered", "digested", "digested", "overtaken"]


def test_a_day_of_nothing_sends_nothing(channel: Channel, hook: Server, now: Now) -> None:
    digests.set_times(OPERATOR, channel.pk, DAILY)
    now("30T09:00")
    deliver.turn()
    channel.refresh_from_db()
    assert not Delivery.objects.exists()
    assert channel.digest_next_at
    assert channel.digest_next_at.isoformat() == "2026-12-01T09:00:00+00:00"


def test_without_a_digest_any_more_what_was_collected_is_sent(channel: Channel, hook: Server) -> None:
    digests.set_times(OPERATOR, channel.pk, DAILY)
    told(channel)
    digests.set_times(OPERATOR, channel.pk, Times())
    deliver.turn()
    assert [said[0] for said in texts(hook)] == ["a run 1"]


def test_a_test_waits_for_nothing(channel: Channel, now: Now) -> None:
    digests.set_times(OPERATOR, channel.pk, structs.replace(NIGHT, digest_at=time(9)))
    now("29T23:00")
    assert channels.test(OPERATOR, channel) == ""


def test_what_changes_is_told(channel: Channel) -> None:
    digests.set_times(OPERATOR, channel.pk, NIGHT)
    digests.set_times(OPERATOR, channel.pk, NIGHT)
    (event,) = AuditEvent.objects.filter(verb="channel.changed")
    assert event.detail["before"] == {"time_zone": "UTC"}
    assert event.detail["after"] == {"time_zone": "UTC", "quiet_from": "20:00:00", "quiet_until": "07:00:00"}


def test_what_can_not_be_is_refused(hook: Server, channel: Channel) -> None:
    with pytest.raises(Invalid):
        digests.set_times(OPERATOR, channel.pk, Times("Mars/Olympus"))
    machine, _ = channels.add(OPERATOR, "webhook", "machine", {"url": hook.url})
    with pytest.raises(Stale, match="people read"):
        digests.set_times(OPERATOR, machine.pk, DAILY)
