"""A message on its way in, sent: claimed once, tried again later and later, given up in the end, never out of order."""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings
from django.db.models import Q

from gitops_portal.actions import audit, clock, digests, questions, rounds
from gitops_portal.actions.audit import PORTAL
from gitops_portal.actions.sealed_settings import opened
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import queue
from gitops_portal.adapters.notifiers import kinds
from gitops_portal.adapters.notify import About, Budget, Letter, NotifyError, Sent, Target, masked
from gitops_portal.core.errors import PortalError, Unavailable
from gitops_portal.core.events import Verb
from gitops_portal.core.message import Message
from gitops_portal.core.payloads.channels import ChannelPaused
from gitops_portal.records.models import Channel, Delivery, Question
from gitops_portal.records.queries import channels, locks

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=120)
"""For how long whoever sends may be believed to be at it: longer than any channel may take."""
PAUSES: Final = (5, 60, 300, 1800, 7200, 18000, 28800, 28800)
"""Seconds before each further try: a good day in all. Then the message is given up, and the channel pauses."""
_OVER: Final = (Delivery.DELIVERED, Delivery.OVERTAKEN, Delivery.DEAD, Delivery.DIGESTED)
SHOWN: Final = 300
"""Characters of an answer that are kept."""
KEPT: Final = timedelta(days=30)
KEPT_OF_REQUESTS: Final = timedelta(days=180)
AT_ONCE: Final = 100
"""Messages of one turn of the clock."""


def send(pk: int) -> None:
    """Send one message if it is due, and nobody else is at it or was."""
    held = _claimed(pk)
    if held:
        _attempt(held)


def _attempt(held: Delivery) -> str:
    """What came of one try, in a sentence."""
    secrets: list[str] = []
    try:
        hidden = opened(held.channel)
        secrets = [value for value in hidden.values() if value]
        kind = kinds()[held.channel.kind]
        target = Target({**held.channel.settings, **hidden}, frozenset(settings.OUTBOUND_HOSTS), settings.PORTAL_URL)
        said = msgspec.convert(held.message, Message)
        together = kind.about is not About.RUN
        beside = tuple(msgspec.convert(channels.messages_of(held), list[Message])) if together else ()
        asked = questions.of(held)
        letter = Letter(str(held.key), said, clock.now(), channels.earlier_reference(held), beside, asked)
        sent = kind.send(letter, target)
    except NotifyError as error:
        _spent(held, error.budget)
        return _failed(held, error, masked(str(error), secrets))
    except Unavailable as error:
        return _failed(held, NotifyError(str(error)), masked(str(error), secrets))
    except PortalError as error:
        return _failed(held, NotifyError(str(error), permanent=True), masked(str(error), secrets))
    except Exception as error:  # a fault of ours: nothing of it is shown, and the next try may come of a fixed portal
        log.exception("event=message_failed delivery=%s channel=%s", held.pk, held.channel_id)
        return _failed(
            held, NotifyError(type(error).__name__), f"The portal could not send it ({type(error).__name__})."
        )
    _spent(held, sent.budget)
    questions.told(held, sent, asked)
    return _done(held, sent, secrets)


@in_one_transaction()
def _claimed(pk: int) -> Delivery | None:
    """The message, if it is to be sent now: then nobody else gets it until its lease ends."""
    held, now = locks.message(pk), clock.now()
    if held is None or held.state not in {Delivery.WAITING, Delivery.SENDING} or held.next_at > now:
        return None
    if held.channel.paused_at or channels.under_way(held, now):
        return None
    if channels.newer_waits(held):
        held.state, held.ended_at = Delivery.OVERTAKEN, now
        held.save(update_fields=["state", "ended_at"])
        return None
    held.state, held.attempts, held.next_at = Delivery.SENDING, held.attempts + 1, now + LEASE
    held.save(update_fields=["state", "attempts", "next_at"])
    return held


def _done(held: Delivery, sent: Sent, secrets: list[str]) -> str:
    _ended(
        held,
        state=Delivery.DELIVERED,
        ended_at=clock.now(),
        body=masked(sent.body, secrets),
        status=sent.status,
        answer=masked(sent.answer, secrets)[:SHOWN],
        reference=sent.reference,
    )
    log.info("event=message_sent delivery=%s channel=%s attempts=%s", held.pk, held.channel_id, held.attempts)
    return ""


@in_one_transaction()
def _spent(held: Delivery, budget: Budget | None) -> None:
    """Keep what the other side says of its limit; an answer that says nothing leaves what stood."""
    if budget:
        Channel.objects.filter(pk=held.channel_id).update(
            rate_left=budget.left,
            rate_most=budget.most,
            rate_resets_at=budget.resets_at,
            rate_seen_at=clock.now(),
        )


def _failed(held: Delivery, error: NotifyError, told: str) -> str:
    """Later again, or never. Where nothing arrives for a day, or the address is no more, the channel pauses."""
    now, given_up = clock.now(), error.permanent or held.attempts > len(PAUSES)
    more = {"status": error.status, "answer": told[:SHOWN]}
    if given_up:
        _ended(held, state=Delivery.DEAD, ended_at=now, **more)
    else:
        _ended(held, state=Delivery.WAITING, next_at=_again_at(held, now, error.wait), **more)
    log.warning("event=message_failed delivery=%s channel=%s given_up=%s", held.pk, held.channel_id, given_up)
    if error.gone or (given_up and not error.permanent):
        _pause_channel(held.channel.pk, told[:SHOWN])
    return told[:SHOWN]


def _again_at(held: Delivery, now: datetime, asked: int) -> datetime:
    """Not in the quiet hours of its channel, unless it goes through them."""
    at, times = now + _pause(held.attempts, asked), held.channel.times
    return at if times.goes_through(held.message["gravity"]) else times.free(at)


def _pause(attempts: int, asked: int) -> timedelta:
    """With some chance in it, so that what failed together does not come back together; never sooner than asked."""
    pause = PAUSES[attempts - 1] * random.uniform(1, 1.5)  # noqa: S311 - guards nothing
    return timedelta(seconds=max(pause, asked))


@in_one_transaction()
def _ended(held: Delivery, **told: object) -> None:
    """Only whoever claimed it last says how it ended."""
    Delivery.objects.filter(pk=held.pk, state=Delivery.SENDING, attempts=held.attempts).update(**told)


@in_one_transaction()
def _pause_channel(pk: int, why: str) -> None:
    held = locks.channel(pk)
    if held is None or held.paused_at:
        return
    held.paused_at, held.paused_for = clock.now(), why
    held.save(update_fields=["paused_at", "paused_for"])
    audit.record(
        PORTAL, Verb.CHANNEL_PAUSED, f"channel {held.name}", workspace=held.workspace, detail=ChannelPaused(why=why)
    )


def turn() -> int:
    """Take up what is due: a worker sends it or, without a queue, this turn does. Returns how many that were."""
    digests.turn()
    return rounds.take_up(channels.due(clock.now(), AT_ONCE), queue.enqueue_message, send)


def forget() -> None:
    """Messages that ended long ago; those of change requests later: what stands on a pull request is made of them."""
    ended, now = Q(state__in=_OVER), clock.now()
    old = Q(ended_at__lt=now - KEPT) & ~Q(topic__startswith=channels.REQUEST)
    Delivery.objects.filter(ended, old | Q(ended_at__lt=now - KEPT_OF_REQUESTS)).delete()
    Question.objects.filter(asked_at__lt=now - KEPT_OF_REQUESTS).delete()


def now(delivery: Delivery) -> str:
    """Send a message that was just written, and say what came of it; empty where it arrived."""
    held = _claimed(delivery.pk)
    return _attempt(held) if held else "Somebody is sending it already."
