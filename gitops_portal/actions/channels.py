"""Channels: added, changed, tested, paused and removed; what they are told of; and their secrets, never read again."""

from __future__ import annotations

import secrets as random
from base64 import b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings as portal
from django.db import IntegrityError

from gitops_portal.actions import audit, clock, deliver, outbox, validate
from gitops_portal.actions.sealed_settings import opened, sealed
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import queue
from gitops_portal.adapters.notifiers import kinds
from gitops_portal.adapters.notifiers.webhook import SECRET_PREFIX
from gitops_portal.core import message
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Gravity
from gitops_portal.core.payloads.channels import ChannelAdded, ChannelChanged, ChannelPaused, SentAgain, Subscribed
from gitops_portal.core.rules.scope import selected
from gitops_portal.records.models import Channel, Delivery, Subscription
from gitops_portal.records.queries import channels, locks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.adapters.notify import Kind
    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Workspace

OVERLAP: Final = timedelta(hours=24)
"""For how long messages carry a signature by the secret before, too."""


def add(
    by: Actor, kind: str, name: str, told: Mapping[str, str], *, workspace: Workspace | None = None
) -> tuple[Channel, str]:
    """A new channel, which is told of nothing yet, and the secret that signs, which is shown once. Raises Invalid."""
    channel = Channel(
        kind=kind, name=name.strip(), workspace=workspace, created_by=by.name[:200], created_at=clock.now()
    )
    known = _kind(kind)
    hidden = _put(channel, known, told, {})
    secret = _fresh() if known.signs else ""
    channel.sealed = sealed(channel, hidden | ({"signing": secret} if secret else {}))
    validate.fields(channel)
    try:
        _save(by, channel)
    except IntegrityError as error:
        raise Invalid(f"There is already a channel “{channel.name}”.") from error
    return channel, secret


@in_one_transaction()
def _save(by: Actor, channel: Channel) -> None:
    channel.save(force_insert=True)
    detail = ChannelAdded(kind=channel.kind, leads_to=channel.shown)
    audit.record(by, Verb.CHANNEL_ADDED, _called(channel), workspace=channel.workspace, detail=detail)


@in_one_transaction()
def change(by: Actor, pk: int, name: str, told: Mapping[str, str]) -> None:
    """Another name, other settings; a secret that is left empty stays. Raises Invalid, Stale."""
    channel = _held(pk)
    before, hidden = _visible(channel), opened(channel)
    channel.name = name.strip()
    new = _put(channel, _kind(channel.kind), told, hidden)
    replaced = sorted(name for name in new if new[name] != hidden.get(name))
    channel.sealed = sealed(channel, new)
    validate.fields(channel)
    try:
        channel.save(update_fields=["name", "settings", "sealed", "shown"])
    except IntegrityError as error:
        raise Invalid(f"There is already a channel “{channel.name}”.") from error
    if (after := _visible(channel)) != before or replaced:
        detail = ChannelChanged(before=before, after=after, secrets_replaced=replaced)
        audit.record(by, Verb.CHANNEL_CHANGED, _called(channel), workspace=channel.workspace, detail=detail)


@in_one_transaction()
def remove(by: Actor, pk: int) -> None:
    """Nothing more is sent, and what waits is gone."""
    channel = locks.channel(pk)
    if channel is None:
        return
    channel.delete()
    audit.record(by, Verb.CHANNEL_REMOVED, _called(channel), workspace=channel.workspace)


@in_one_transaction()
def new_secret(by: Actor, pk: int) -> str:
    """A fresh secret to sign with, shown once; messages carry a signature by the old one, too, for OVERLAP."""
    channel = _held(pk)
    if not _kind(channel.kind).signs:
        raise Stale("Messages of this channel carry no signature.")
    hidden, secret = opened(channel), _fresh()
    until = (clock.now() + OVERLAP).isoformat()
    before = {"signing_before": hidden["signing"], "signing_before_until": until}
    channel.sealed = sealed(channel, hidden | before | {"signing": secret})
    channel.save(update_fields=["sealed"])
    detail = ChannelChanged(before={}, after={}, secrets_replaced=["signing"])
    audit.record(by, Verb.CHANNEL_CHANGED, _called(channel), workspace=channel.workspace, detail=detail)
    return secret


@in_one_transaction()
def pause(by: Actor, pk: int) -> None:
    """Nothing is sent, and no new messages are created."""
    channel = _held(pk)
    if channel.paused_at:
        return
    channel.paused_at, channel.paused_for = clock.now(), ""
    channel.save(update_fields=["paused_at", "paused_for"])
    detail = ChannelPaused(why="")
    audit.record(by, Verb.CHANNEL_PAUSED, _called(channel), workspace=channel.workspace, detail=detail)


@in_one_transaction()
def resume(by: Actor, pk: int) -> None:
    """Messages are written and sent again; those that waited go with the next turn of the clock."""
    channel = _held(pk)
    if not channel.paused_at:
        return
    channel.paused_at, channel.paused_for = None, ""
    channel.save(update_fields=["paused_at", "paused_for"])
    audit.record(by, Verb.CHANNEL_RESUMED, _called(channel), workspace=channel.workspace)


@in_one_transaction()
def subscribe(
    by: Actor,
    pk: int,
    *,
    workspace: Workspace | None = None,
    labels: str = "",
    events: Collection[str] = (),
    least: str = Gravity.INFORMS,
) -> Subscription:
    """Let a channel be told: of one workspace, of all that have some labels, or of every one. Raises Invalid.

    A workspace's own channel is told of that one alone, and a kind that knows a few events alone is told of these.
    """
    channel = _held(pk)
    kind = _kind(channel.kind)
    if workspace and labels:
        raise Invalid("A subscription is for one workspace or for labels: name one of the two.")
    if unknown := sorted(set(events) - {*message.EVENTS, *message.BESIDE}):
        raise Invalid(f"“{unknown[0]}” is not an event: choose {', '.join(message.EVENTS)}.")
    if kind.only and set(events) - set(kind.only):
        raise Invalid(f"A channel of the kind {kind.title} only gets {', '.join(kind.only)}.")
    if least not in set(Gravity):
        raise Invalid(f"“{least}” is not a gravity: choose {', '.join(Gravity)}.")
    made = Subscription.objects.create(
        channel=channel,
        workspace=channel.workspace or workspace,
        labels={} if channel.workspace_id or not labels else dict(selected(labels)),
        events=[event for event in (*message.EVENTS, *message.BESIDE) if event in (events or kind.only)],
        least=least,
    )
    _tell(by, Verb.CHANNEL_SUBSCRIBED, made)
    return made


@in_one_transaction()
def unsubscribe(by: Actor, subscription: Subscription) -> None:
    if subscription.delete()[0]:
        _tell(by, Verb.CHANNEL_UNSUBSCRIBED, subscription)


def test(by: Actor, channel: Channel) -> str:
    """Send a message that says it is a test; empty where it arrived, else why not."""
    return deliver.now(_written_test(by, channel.pk))


@in_one_transaction()
def _written_test(by: Actor, pk: int) -> Delivery:
    channel, now = _held(pk), clock.now()
    if channel.paused_at:
        raise Stale("This channel is paused: resume it, then test it.")
    kind = _kind(channel.kind)
    if kind.only:
        raise Stale("This channel starts a pipeline: a test would do so too.")
    if not kind.can_be_tested:
        raise Stale("This channel only reports on commits and pull requests: send a plan with one to test it.")
    made = message.test(channel.name, portal.PORTAL_URL, now.isoformat())
    audit.record(by, Verb.CHANNEL_TESTED, _called(channel), workspace=channel.workspace)
    return outbox.write(channel, made, topic=f"test/{now.timestamp()}", run=None)


@in_one_transaction()
def again(by: Actor, delivery: Delivery) -> None:
    """Let a message that ended be sent once more. Raises Stale where something newer of the same was told since."""
    held = locks.message(delivery.pk)
    if held is None or held.state in {Delivery.WAITING, Delivery.SENDING}:
        raise Stale("This message is on its way.")
    if held.channel.paused_at:
        raise Stale("This channel is paused: resume it, then send the message again.")
    if channels.newer_waits(held):
        raise Stale("A newer message about the same was sent since: older ones are not sent after it.")
    held.state, held.attempts, held.next_at, held.ended_at = Delivery.WAITING, 0, clock.now(), None
    held.save(update_fields=["state", "attempts", "next_at", "ended_at"])
    queue.enqueue_message(held.pk)
    detail = SentAgain(event=held.event, message=str(held.key))
    audit.record(by, Verb.CHANNEL_SENT_AGAIN, _called(held.channel), workspace=held.channel.workspace, detail=detail)


def reseal(by: Actor) -> int:
    """Seal what channels hide with the present SECRET_KEY, whichever sealed it. Returns how many there are."""
    found = channels.every_channel()
    for one in found:
        _reseal(by, one.pk)
    return len(found)


@in_one_transaction()
def _reseal(by: Actor, pk: int) -> None:
    channel = _held(pk)
    channel.sealed = sealed(channel, opened(channel))
    channel.save(update_fields=["sealed"])
    audit.record(by, Verb.CHANNEL_SEALED, _called(channel), workspace=channel.workspace)


def _held(pk: int) -> Channel:
    channel = locks.channel(pk)
    if channel is None:
        raise Stale("This channel was removed.")
    return channel


def _kind(name: str) -> Kind:
    if known := kinds().get(name):
        return known
    raise Invalid(f"“{name}” is not a kind of channel: choose {', '.join(kinds())}.")


def _put(channel: Channel, kind: Kind, told: Mapping[str, str], hidden: Mapping[str, str]) -> dict[str, str]:
    """Put what may be shown into the channel; returns what may not. Raises Invalid."""
    given = {field.name: told.get(field.name, "").strip() for field in kind.fields}
    kept = {f.name: given[f.name] or hidden.get(f.name, "") for f in kind.fields if f.secret}
    shown = {f.name: given[f.name] for f in kind.fields if not f.secret}
    for field in kind.fields:
        if field.required and not {**shown, **kept}[field.name]:
            raise Invalid(f"{field.label} is missing.")
    kind.check({**shown, **kept}, frozenset(portal.OUTBOUND_HOSTS))
    channel.settings, channel.shown = shown, kind.shown({**shown, **kept})[:300]
    return {**hidden, **kept}


def _visible(channel: Channel) -> dict[str, str]:
    return {"name": channel.name, "leads_to": channel.shown, **channel.settings}


def _fresh() -> str:
    return SECRET_PREFIX + b64encode(random.token_bytes(32)).decode()


def _called(channel: Channel) -> str:
    return f"channel {channel.name}"


def _tell(by: Actor, verb: Verb, one: Subscription) -> None:
    detail = Subscribed(
        workspace=one.workspace.slug if one.workspace else "", labels=one.labels, events=one.events, least=one.least
    )
    audit.record(by, verb, _called(one.channel), workspace=one.channel.workspace, detail=detail)
