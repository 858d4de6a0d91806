"""Channels are kept, tested and removed; what opens them is sealed, and every change is told without it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from gitops_portal.actions import channels
from gitops_portal.actions.sealed_settings import opened
from gitops_portal.core.errors import Invalid, Lost, Stale
from gitops_portal.records.models import AuditEvent, Channel, Delivery
from tests.actors import OPERATOR
from tests.hooks import Behaviour, Server, server

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(settings: Any) -> Iterator[Server]:
    with server() as running:
        settings.OUTBOUND_HOSTS = [running.host]
        yield running


@pytest.fixture
def channel(hook: Server) -> Channel:
    return channels.add(OPERATOR, "webhook", "ops", {"url": f"{hook.url}/very-secret"})[0]


def test_nothing_that_opens_it_is_in_the_database_or_the_trail(channel: Channel) -> None:
    _, secret = channels.add(OPERATOR, "webhook", "more", {"url": "https://hooks.example.org/very-secret"})
    rows = [*Channel.objects.values(), *AuditEvent.objects.values()]
    assert secret.startswith("whsec_")
    assert "very-secret" not in str(rows)
    assert secret not in str(rows)
    assert channel.shown == "127.0.0.1"


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("pigeon", "a", {"url": "https://hooks.example.org/"}),
        ("webhook", "a", {}),
        ("webhook", "", {"url": "https://hooks.example.org/"}),
        ("webhook", "x" * 101, {"url": "https://hooks.example.org/"}),
        ("webhook", "a", {"url": "http://hooks.example.org/"}),
        ("webhook", "a", {"url": "http://169.254.169.254/latest"}),
        ("webhook", "ops", {"url": "https://hooks.example.org/"}),
    ],
)
def test_what_can_not_work_is_refused_in_words(channel: Channel, kind: str, name: str, told: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        channels.add(OPERATOR, kind, name, told)
    assert Channel.objects.count() == 1


def test_a_secret_that_is_left_empty_stays(channel: Channel, hook: Server) -> None:
    channels.change(OPERATOR, channel.pk, "operations", {"url": ""})
    channel.refresh_from_db()
    assert channel.name == "operations"
    assert opened(channel)["url"] == f"{hook.url}/very-secret"
    channels.change(OPERATOR, channel.pk, "operations", {"url": f"{hook.url}/another"})
    channel.refresh_from_db()
    assert opened(channel)["url"] == f"{hook.url}/another"
    told = AuditEvent.objects.filter(verb="channel.changed").order_by("sequence").last()
    assert told
    assert told.detail["secrets_replaced"] == ["url"]


def test_a_test_says_what_came_of_it(channel: Channel, hook: Server) -> None:
    assert channels.test(OPERATOR, channel) == ""
    hook.answers(Behaviour(404, body=b"no such hook"))
    assert channels.test(OPERATOR, channel) == "It answered 404: no such hook"
    channels.pause(OPERATOR, channel.pk)
    with pytest.raises(Stale):
        channels.test(OPERATOR, channel)
    assert len(hook.asked) == 2


def test_a_new_secret_signs_beside_the_old_one(channel: Channel, hook: Server) -> None:
    before = opened(channel)["signing"]
    secret = channels.new_secret(OPERATOR, channel.pk)
    channel.refresh_from_db()
    held = opened(channel)
    assert (held["signing"], held["signing_before"]) == (secret, before)
    channels.test(OPERATOR, channel)
    assert len(hook.asked[0].headers["webhook-signature"].split()) == 2


def test_secrets_are_sealed_with_another_key_and_the_old_one_can_go(
    channel: Channel, settings: Any, hook: Server
) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    out = io.StringIO()
    call_command("channels", "rotate", stdout=out)
    assert out.getvalue() == "1 channels and 0 run tasks are sealed with the present SECRET_KEY.\n"
    settings.SECRET_KEY_FALLBACKS = []
    channel.refresh_from_db()
    assert opened(channel)["url"] == f"{hook.url}/very-secret"
    settings.SECRET_KEY = "a third"
    with pytest.raises(Lost):
        opened(channel)
    assert "another SECRET_KEY" in channels.test(OPERATOR, channel)


def test_what_was_sealed_for_one_channel_opens_no_other(channel: Channel) -> None:
    other, _ = channels.add(OPERATOR, "webhook", "other", {"url": "https://hooks.example.org/"})
    other.sealed = channel.sealed
    with pytest.raises(Lost):
        opened(other)


def test_what_is_newer_is_not_undone_by_sending_again(channel: Channel, hook: Server) -> None:
    channels.test(OPERATOR, channel)
    first = Delivery.objects.get()
    second = Delivery.objects.create(
        channel=channel, topic=first.topic, event="run.queued", message={}, next_at=first.next_at,
        created_at=first.created_at, state="dead",
    )  # fmt: skip
    with pytest.raises(Stale, match="newer"):
        channels.again(OPERATOR, first)
    channels.again(OPERATOR, second)
    with pytest.raises(Stale, match="on its way"):
        channels.again(OPERATOR, second)


@pytest.mark.parametrize(
    "told", [{"labels": "nothing"}, {"events": ["run.flew"]}, {"least": "a bit"}, {"events": ["run.evaluating"]}]
)
def test_a_subscription_to_nothing_that_is_is_refused(channel: Channel, told: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        channels.subscribe(OPERATOR, channel.pk, **told)


def test_a_removed_channel_takes_what_waits_with_it(channel: Channel) -> None:
    channels.test(OPERATOR, channel)
    channels.remove(OPERATOR, channel.pk)
    channels.remove(OPERATOR, channel.pk)
    assert not Delivery.objects.exists()
    assert AuditEvent.objects.filter(verb="channel.removed").count() == 1
    with pytest.raises(Stale):
        channels.pause(OPERATOR, channel.pk)


def test_the_operator_sees_where_messages_go(channel: Channel) -> None:
    out = io.StringIO()
    call_command("channels", "list", stdout=out)
    assert out.getvalue() == "ops  webhook  127.0.0.1  organisation\n"
