"""Channels, what they are told of, and messages on their way: who may see them in, rows out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from gitops_portal.records.models import Channel, Delivery, Question, Run, Subscription

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from gitops_portal.records.models import Workspace

_SUBSCRIPTIONS = Prefetch("subscriptions", Subscription.objects.select_related("workspace").order_by("pk"))
REQUEST = "request/"
"""How the topic of a whole change request begins."""
MOST_OF_A_REQUEST = 500
_ON_ITS_WAY = (Delivery.WAITING, Delivery.SENDING)
_SENT = (Delivery.SENDING, Delivery.DELIVERED, Delivery.DIGESTED)


def channels(workspace: Workspace | None = None) -> list[Channel]:
    """Those of the organisation or of one workspace, each with what it is told of."""
    found = Channel.objects.filter(workspace=workspace).select_related("workspace")
    return list(found.prefetch_related(_SUBSCRIPTIONS))


def channel(pk: int, workspace: Workspace | None = None) -> Channel:
    """One of the organisation's or of one workspace's. Raises Channel.DoesNotExist."""
    found = Channel.objects.select_related("workspace").prefetch_related(_SUBSCRIPTIONS)
    return found.get(pk=pk, workspace=workspace)


def any_channel(pk: int) -> Channel:
    """One, whosever it is. Raises Channel.DoesNotExist."""
    return Channel.objects.select_related("workspace").prefetch_related(_SUBSCRIPTIONS).get(pk=pk)


def every_channel() -> list[Channel]:
    return list(Channel.objects.select_related("workspace").order_by("pk"))


def subscription(channel: Channel, pk: int) -> Subscription:
    """One of just this channel's. Raises Subscription.DoesNotExist."""
    return Subscription.objects.select_related("channel", "workspace").get(channel=channel, pk=pk)


def subscriptions_about(workspace: Workspace | None) -> list[Subscription]:
    """Those of channels that are on and that may speak of this workspace; labels are not compared yet.

    Without one: those about every workspace.
    """
    about = Q(workspace=None) | Q(workspace=workspace)
    of = Q(channel__workspace=None) | Q(channel__workspace=workspace)
    return list(Subscription.objects.filter(about, of, channel__paused_at=None).select_related("channel"))


def subscriptions_of(channel: Channel) -> list[Subscription]:
    return list(channel.subscriptions.all())


def asked_at(key: UUID) -> Channel:
    """The channel that a forge asks by this address. Raises Channel.DoesNotExist."""
    return Channel.objects.select_related("workspace").get(key=key)


def open_questions(channel: Channel, commit: str) -> list[Question]:
    """What was asked of a commit, and has no last answer yet."""
    return list(Question.objects.filter(channel=channel, commit=commit, settled_at=None).order_by("pk"))


def runs_of_commit(commit: str) -> list[Run]:
    """The newest plan of each workspace of this commit, by their slugs."""
    found: dict[int, Run] = {}
    of = Run.objects.filter(commit=commit, kind="plan").select_related("workspace").defer("summary")
    for run in of.order_by("workspace__slug", "-number")[:MOST_OF_A_REQUEST]:
        found.setdefault(run.workspace_id, run)
    return list(found.values())


# ── messages on their way ────────────────────────────────────────────────────────────────────────────────────────


def deliveries(channel: Channel, limit: int) -> list[Delivery]:
    """The newest of a channel."""
    found = channel.deliveries.select_related("channel", "run__workspace").defer("run__summary")
    return list(found[:limit])


def delivery(channel: Channel, pk: int) -> Delivery:
    """One of just this channel's. Raises Delivery.DoesNotExist."""
    return Delivery.objects.select_related("channel").get(channel=channel, pk=pk)


def overtaken(channel: Channel, topic: str, number: int) -> bool:
    """Whether something was written already about a newer run of the same."""
    return Delivery.objects.filter(channel=channel, topic=topic, number__gt=number).exists()


def sent_last(channel: Channel, topic: str, run: Run) -> Delivery | None:
    """The newest message about a run, where it was sent or is being sent; None where it waits, or was given up."""
    last = Delivery.objects.filter(channel=channel, topic=topic).order_by("pk").last()
    return last if last and last.run_id == run.pk and last.state in _SENT else None


def due(now: datetime, limit: int) -> list[int]:
    """The oldest messages that are to be sent by now; whoever was at them has lost them."""
    found = Delivery.objects.filter(state__in=_ON_ITS_WAY, next_at__lte=now, channel__paused_at=None)
    return list(found.order_by("next_at").values_list("pk", flat=True)[:limit])


def digests_due(now: datetime) -> list[int]:
    """Channels whose digest is to be sent by now."""
    found = Channel.objects.filter(digest_next_at__lte=now, paused_at=None)
    return list(found.order_by("digest_next_at", "pk").values_list("pk", flat=True))


def collected(channel: Channel) -> list[Delivery]:
    """What waits for a channel's digest, the oldest first."""
    return list(channel.deliveries.filter(state=Delivery.COLLECTED).order_by("pk"))


def under_way(delivery: Delivery, now: datetime) -> bool:
    """Whether somebody is at another message of the same topic right now."""
    same = Delivery.objects.filter(channel=delivery.channel_id, topic=delivery.topic, state=Delivery.SENDING)
    return same.filter(next_at__gt=now).exclude(pk=delivery.pk).exists()


def newer_waits(delivery: Delivery) -> bool:
    """Whether there is something newer of the same topic: what is older is not sent after it."""
    same = Delivery.objects.filter(channel=delivery.channel_id, topic=delivery.topic)
    newer = Q(number__gt=delivery.number) | Q(number=delivery.number, pk__gt=delivery.pk)
    return same.filter(newer).exists()


def earlier_reference(delivery: Delivery) -> str:
    """What the other side calls the newest message of this topic that it has; empty where it has none."""
    same = Delivery.objects.filter(channel=delivery.channel_id, topic=delivery.topic).exclude(reference="")
    return same.order_by("-pk").values_list("reference", flat=True).first() or ""


def messages_of(delivery: Delivery) -> list[dict[str, Any]]:
    """The newest message of the newest run of each workspace of this topic, in order of their names; sent or not."""
    same = Delivery.objects.filter(channel=delivery.channel_id, topic=delivery.topic)
    found: dict[str, dict[str, Any]] = {}
    for message in same.order_by("-pk").values_list("message", flat=True)[:MOST_OF_A_REQUEST]:
        held = found.setdefault(message["subject"]["workspace"], message)
        if message["subject"]["run"] > held["subject"]["run"]:  # that an older run ended may be told after it
            found[message["subject"]["workspace"]] = message
    return [found[name] for name in sorted(found)]
