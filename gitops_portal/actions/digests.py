"""When channels may speak, set; and once a day, what they collected, in one message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings

from gitops_portal.actions import audit, clock, outbox
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters.notifiers import kinds
from gitops_portal.core import message
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.message import Message
from gitops_portal.core.payloads.channels import ChannelChanged
from gitops_portal.records.models import Delivery
from gitops_portal.records.queries import channels, locks

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor
    from gitops_portal.core.quiet import Times
    from gitops_portal.records.models import Channel


@in_one_transaction()
def set_times(by: Actor, pk: int, times: Times) -> None:
    """When a channel may speak. What was collected goes with the next digest, or at once where there is none any more.

    Raises Invalid, and Stale where the channel is gone or nobody reads it as it comes.
    """
    times.check()
    channel = locks.channel(pk)
    if channel is None:
        raise Stale("This channel was removed.")
    if not kinds()[channel.kind].to_people:
        raise Stale("Only channels that people read have quiet hours and a digest.")
    before, now = _told(channel.times), clock.now()
    for name in times.__struct_fields__:
        setattr(channel, name, getattr(times, name))
    channel.digest_next_at = times.next_digest(now)
    channel.save(update_fields=[*times.__struct_fields__, "digest_next_at"])
    goes: dict[str, Any] = {"next_at": channel.digest_next_at or times.free(now)}
    if channel.digest_next_at is None:
        goes["state"] = Delivery.WAITING
    Delivery.objects.filter(channel=channel, state=Delivery.COLLECTED).update(**goes)
    if (after := _told(times)) != before:
        detail = ChannelChanged(before=before, after=after, secrets_replaced=[])
        audit.record(by, Verb.CHANNEL_CHANGED, f"channel {channel.name}", workspace=channel.workspace, detail=detail)


def turn() -> None:
    """Write the digests that are due. Each in a transaction of its own: what goes wrong with one holds no other."""
    for pk in channels.digests_due(clock.now()):
        _write(pk)


@in_one_transaction()
def _write(pk: int) -> None:
    """One digest, of what was collected; none where that is nothing. Whoever comes second finds it written."""
    channel, now = locks.channel(pk), clock.now()
    if channel is None or channel.paused_at or channel.digest_next_at is None or channel.digest_next_at > now:
        return
    found = channels.collected(channel)
    channel.digest_next_at = channel.times.next_digest(now)
    channel.save(update_fields=["digest_next_at"])
    if not found:
        return
    told = [msgspec.convert(one.message, Message) for one in found]
    Delivery.objects.filter(pk__in=[one.pk for one in found]).update(state=Delivery.DIGESTED, ended_at=now)
    outbox.write(channel, message.digest(told, _url(channel), now.isoformat()), topic=f"digest/{now.isoformat()}")


def _url(channel: Channel) -> str:
    place = channel.workspace
    return f"{settings.PORTAL_URL}/workspaces/{place.slug}/" if place else f"{settings.PORTAL_URL}/requests/"


def _told(times: Times) -> dict[str, str]:
    return {name: str(value) for name, value in msgspec.structs.asdict(times).items() if value}
