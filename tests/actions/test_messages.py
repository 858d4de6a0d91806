"""Messages about runs: written with what they tell of, sent once, in order, again and again, and given up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from gitops_portal.actions import (
    audit,
    channels,
    checkpoints,
    clock,
    decide,
    deliver,
    keys,
    outbox,
    reconcile,
    verification,
    workspaces,
)
from gitops_portal.core.events import Verb
from gitops_portal.records.models import AuditEvent, Channel, Delivery, Person, Run, Workspace
from tests.actors import OPERATOR
from tests.hooks import Behaviour, Server, server

Upload = Callable[..., Run]


@pytest.fixture
def hook(settings: Any) -> Iterator[Server]:
    with server() as running:
        settings.OUTBOUND_HOSTS = [running.host]
        yield running


@pytest.fixture
def channel(db: None, hook: Server) -> Channel:
    made, _ = channels.add(OPERATOR, "webhook", "everything", {"url": f"{hook.url}/in?key=very-secret"})
    channels.subscribe(OPERATOR, made.pk)
    return made


def events(hook: Server) -> list[str]:
    return [json.loads(asked.body)["data"]["event"] for asked in hook.asked]


def later(**by: float) -> Any:
    return clock.at(clock.now() + timedelta(**by))


def test_an_upload_is_told_once_it_is_judged(channel: Channel, upload: Upload, hook: Server) -> None:
    upload(commit="c1")
    assert [one.state for one in Delivery.objects.order_by("pk")] == ["overtaken", "waiting"]
    assert deliver.turn() == 1
    assert events(hook) == ["run.auto_approved"] or events(hook) == ["run.awaiting"]
    assert deliver.turn() == 0
    held = Delivery.objects.get(state="delivered")
    assert (held.status, held.answer, held.attempts) == (200, "ok", 1)
    assert "very-secret" not in held.body


def test_what_is_rolled_back_is_not_told(channel: Channel, upload: Upload) -> None:
    run = upload()
    Delivery.objects.all().delete()
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(OPERATOR, Verb.RUN_EXPIRED, str(run), run=run)
        assert Delivery.objects.count() == 1
        raise RuntimeError
    assert not Delivery.objects.exists()


def test_a_decision_is_told(channel: Channel, upload: Upload, hook: Server, reviewer: Person) -> None:
    run = upload(commit="c1", actor="ana")
    deliver.turn()
    decide.decide(run=run, by=reviewer, action="reject", reason="not now", evidence=run.evidence)
    deliver.turn()
    assert events(hook)[-1] == "run.rejected"
    assert b"not now" not in hook.asked[-1].body


def test_a_run_that_ends_by_itself_is_told(channel: Channel, upload: Upload, hook: Server) -> None:
    upload(commit="c1", branch="main")
    deliver.turn()
    upload(commit="c2", branch="main")
    deliver.turn()
    assert "run.superseded" in events(hook)
    with later(days=15):
        reconcile.expire()
        deliver.turn()
    assert events(hook)[-1] == "run.expired"


def test_what_is_older_is_never_told_after_what_is_newer(channel: Channel, upload: Upload, hook: Server) -> None:
    hook.answers(Behaviour(500))
    upload(commit="c1", branch="main", pipeline="1")
    deliver.turn()
    hook.answers(Behaviour())
    upload(commit="c1", branch="main", pipeline="2")
    with later(hours=1):
        deliver.turn()
    told = [json.loads(asked.body)["data"]["subject"]["run"] for asked in hook.asked]
    assert told == [1, 2]
    assert not Delivery.objects.filter(number=1, state__in=["waiting", "sending"]).exists()


def test_a_newer_message_that_came_between_overtakes_at_the_last_moment(channel: Channel, upload: Upload) -> None:
    run = upload(commit="c1")
    first = Delivery.objects.get(state="waiting")
    Delivery.objects.create(
        channel=channel, run=run, topic=first.topic, number=2, event="run.queued", message=first.message,
        state="delivered", next_at=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    deliver.send(first.pk)
    first.refresh_from_db()
    assert first.state == "overtaken"


def test_a_message_is_sent_once_however_often_its_job_runs(channel: Channel, upload: Upload, hook: Server) -> None:
    upload()
    pk = Delivery.objects.get(state="waiting").pk
    for _ in range(3):
        deliver.send(pk)
    assert len(hook.asked) == 1


def test_nobody_sends_what_somebody_is_at_until_their_lease_ends(
    channel: Channel, upload: Upload, hook: Server
) -> None:
    upload()
    pk = Delivery.objects.get(state="waiting").pk
    Delivery.objects.filter(pk=pk).update(state="sending", attempts=1, next_at=clock.now() + deliver.LEASE)
    deliver.turn()
    assert not hook.asked
    with later(seconds=121):
        deliver.turn()
    assert len(hook.asked) == 1


def test_another_message_of_the_same_waits_for_the_one_under_way(
    channel: Channel, upload: Upload, hook: Server
) -> None:
    run = upload(commit="c1")
    first = Delivery.objects.get(state="waiting")
    Delivery.objects.filter(pk=first.pk).update(state="sending", attempts=1, next_at=clock.now() + deliver.LEASE)
    with transaction.atomic():
        audit.record(OPERATOR, Verb.RUN_EXPIRED, str(run), run=run)
    deliver.turn()
    assert not hook.asked


@pytest.mark.parametrize(
    ("behaviour", "before", "after"),
    [
        (Behaviour(500), 4, 9),
        (Behaviour(429, {"Retry-After": "90"}), 89, 91),
        (Behaviour(body=b"", slow=1), 4, 9),
    ],
)
def test_what_failed_is_tried_later(
    channel: Channel, upload: Upload, hook: Server, monkeypatch: pytest.MonkeyPatch, behaviour: Any, before: int, after: int
) -> None:  # fmt: skip
    monkeypatch.setattr("gitops_portal.adapters.outbound.TIME_OUT", 0.3)
    hook.answers(behaviour)
    upload()
    with clock.at(start := clock.now()):
        deliver.turn()
    with clock.at(start + timedelta(seconds=before)):
        assert deliver.turn() == 0
    hook.answers(Behaviour())
    with clock.at(start + timedelta(seconds=after)):
        assert deliver.turn() == 1
    assert Delivery.objects.filter(state="delivered").count() == 1
    ids = {asked.headers["webhook-id"] for asked in hook.asked}
    assert len(ids) == 1


def test_after_a_day_a_message_is_given_up_and_its_channel_pauses(
    channel: Channel, upload: Upload, hook: Server
) -> None:
    hook.answers(Behaviour(500, body=b"key=very-secret is wrong"))
    upload()
    for hours in range(60):
        with later(hours=hours):
            deliver.turn()
    held = Delivery.objects.exclude(state="overtaken").get()
    assert (held.state, held.attempts, len(hook.asked)) == ("dead", 9, 9)
    channel.refresh_from_db()
    assert channel.paused_at
    assert channel.paused_for.startswith("It answered 500")
    assert AuditEvent.objects.filter(verb="channel.paused").count() == 1
    upload(commit="c2")
    assert Delivery.objects.filter(state="waiting").count() == 0
    channels.resume(OPERATOR, channel.pk)
    hook.answers(Behaviour())
    channels.again(OPERATOR, held)
    deliver.turn()
    held.refresh_from_db()
    assert (held.state, held.attempts) == ("delivered", 1)


@pytest.mark.parametrize(("status", "paused"), [(410, True), (400, False), (302, False)])
def test_what_is_refused_for_good_is_not_tried_again(
    channel: Channel, upload: Upload, hook: Server, status: int, paused: bool
) -> None:
    hook.answers(Behaviour(status))
    upload()
    for hours in range(3):
        with later(hours=hours):
            deliver.turn()
    assert len(hook.asked) == 1
    assert Delivery.objects.filter(state="dead").count() == 1
    channel.refresh_from_db()
    assert bool(channel.paused_at) is paused


def test_a_secret_that_is_answered_is_not_kept(channel: Channel, upload: Upload, hook: Server) -> None:
    hook.answers(Behaviour(400, body=f"no such {hook.url}/in?key=very-secret".encode()))
    upload()
    deliver.turn()
    assert Delivery.objects.get(state="dead").answer == "It answered 400: no such (secret)"


@pytest.mark.parametrize(
    ("subscription", "told"),
    [
        ({}, True),
        ({"labels": "env=prod"}, True),
        ({"labels": "env=test"}, False),
        ({"events": ["run.errored"]}, False),
        ({"least": "loses_data"}, False),
        ({"events": ["run.queued"]}, True),
    ],
)
def test_a_channel_is_told_what_it_subscribed_to(
    channel: Channel, upload: Upload, subscription: dict[str, Any], told: bool
) -> None:
    channels.unsubscribe(OPERATOR, channel.subscriptions.get())
    channels.subscribe(OPERATOR, channel.pk, **subscription)
    upload()
    assert Delivery.objects.exists() is told


def test_a_workspaces_own_channel_is_told_of_that_one_alone(upload: Upload, hook: Server, workspace: Workspace) -> None:
    other = workspaces.create(OPERATOR, "another")
    for place in (workspace, other):
        made, _ = channels.add(OPERATOR, "webhook", f"of {place}", {"url": hook.url}, workspace=place)
        channels.subscribe(OPERATOR, made.pk, labels="")
    upload()
    assert {one.channel.name for one in Delivery.objects.all()} == {"of orders-prod"}


def test_a_checkpoint_is_told_to_who_asks_for_it(channel: Channel, upload: Upload, hook: Server) -> None:
    upload()
    checkpoints.sign("orders-prod", verification.keep("orders-prod"))
    deliver.turn()
    assert "audit.checkpoint" not in events(hook)
    channels.subscribe(OPERATOR, channel.pk, events=["audit.checkpoint"])
    channels.subscribe(OPERATOR, channel.pk, events=["audit.checkpoint"], labels="env=prod")
    checkpoints.sign("orders-prod", verification.keep("orders-prod"))
    deliver.turn()
    assert events(hook).count("audit.checkpoint") == 1
    told = json.loads(hook.asked[-1].body)["data"]
    read = checkpoints.read(told["proof"], keys.ring().all)
    assert (read.chain, f"event {read.sequence}") == ("orders-prod", told["headline"].rpartition(": ")[2])


@pytest.mark.parametrize(
    ("chain", "labels", "told"),
    [("orders-prod", "env=prod", 1), ("orders-prod", "env=dev", 0), ("organisation", "env=prod", 0), ("gone", "", 1)],
)
def test_a_checkpoint_is_told_by_the_labels_of_its_workspace(
    db: None, workspace: Workspace, hook: Server, chain: str, labels: str, told: int
) -> None:
    workspaces.change(OPERATOR, workspace, labels={"env": "prod"})
    made, _ = channels.add(OPERATOR, "webhook", "By labels", {"url": hook.url})
    channels.subscribe(OPERATOR, made.pk, events=["audit.checkpoint"], labels=labels)
    outbox.signed(chain, 1, "a proof")
    assert Delivery.objects.count() == told


def test_what_ended_long_ago_is_forgotten(channel: Channel, upload: Upload) -> None:
    upload()
    deliver.turn()
    with later(days=31):
        deliver.forget()
    assert not Delivery.objects.exists()
