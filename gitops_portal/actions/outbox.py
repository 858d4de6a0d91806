"""An event of a run in, messages about it out: rows, in the event's own transaction; sent after it, by `deliver`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings
from msgspec.structs import replace

from gitops_portal.actions import clock
from gitops_portal.adapters import queue
from gitops_portal.adapters.notifiers import kinds
from gitops_portal.adapters.notify import About
from gitops_portal.core import message
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.message import Message
from gitops_portal.records.models import Channel, Delivery
from gitops_portal.records.queries import channels, operator
from gitops_portal.records.queries.channels import REQUEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import AuditEvent, Question, Run, Subscription, Waiver, Workspace

MOVES: Final = frozenset(
    {
        Verb.RUN_UPLOADED,
        Verb.RUN_EVALUATED,
        Verb.RUN_ERRORED,
        Verb.RUN_APPROVED,
        Verb.RUN_OVERRIDDEN,
        Verb.RUN_APPROVAL_CARRIED_OVER,
        Verb.RUN_REJECTED,
        Verb.RUN_CHANGES_REQUESTED,
        Verb.RUN_CHANGES_RESOLVED,
        Verb.RUN_REOPENED,
        Verb.RUN_SUPERSEDED,
        Verb.RUN_OUTDATED,
        Verb.RUN_EXPIRED,
        Verb.RUN_APPLIED,
        Verb.RUN_APPLY_FAILED,
    }
)
"""Events after which a run may be in another state."""
_NOT_SENT: Final = (Delivery.WAITING, Delivery.COLLECTED)
_PARTLY: Final = {
    Verb.RUN_APPROVED: State.AWAITING,
    Verb.RUN_APPROVAL_CARRIED_OVER: State.AWAITING,
    Verb.RUN_CHANGES_RESOLVED: State.CHANGES_REQUESTED,
}
"""The state in which these leave a run that waits for more of the same: nothing new to tell."""


def told(run: Run | None, verb: Verb, at: datetime) -> None:
    """Write what channels are to be told of this event. What is newer replaces what of the same was not sent yet."""
    if run is None or verb not in MOVES or _PARTLY.get(verb) == run.state:
        return
    found = channels.subscriptions_about(run.workspace)
    if not found:
        return
    made = message.about(_subject(run, verb), run.summary.get("brief") or {}, at.isoformat(), _note(run))
    wanted = {one.channel_id: one.channel for one in found if _wants(one, run.workspace.labels, made)}
    for channel in wanted.values():
        _write_of(run, channel, made, again=verb is Verb.RUN_EVALUATED)


def signed(chain: str, sequence: int, proof: str) -> None:
    """Write that a checkpoint of a chain was signed, for channels that asked for it: of its workspace, or of all.

    In the caller's transaction.
    """
    place = operator.workspace(chain)
    labels = place.labels if place else {}
    told = [one for one in channels.subscriptions_about(place) if message.CHECKPOINT in one.events]
    url = f"{settings.PORTAL_URL}/workspaces/{place.slug}/audit/" if place else f"{settings.PORTAL_URL}/audit/"
    subject = message.Subject(workspace=place.slug if place else "", url=url)
    made = message.checkpoint(subject, chain, sequence, proof, clock.now().isoformat())
    for channel in {one.channel_id: one.channel for one in told if _covers(one, labels)}.values():
        if kinds()[channel.kind].tells_of(made.event):
            write(channel, made, topic=f"checkpoint/{chain}", number=sequence)


def turned_out(run: Run, sentences: list[str]) -> None:
    """Write what an applied run turned out to violate, for whoever is told of its workspace. What stands on a commit
    says how the run stands, which this does not change.

    In the caller's transaction.
    """
    subject = _subject(run, Verb.RUN_APPLIED)
    made = message.turned_out(subject, sentences, clock.now().isoformat())
    found = channels.subscriptions_about(run.workspace)
    for channel in {one.channel_id: one.channel for one in found if _wants(one, run.workspace.labels, made)}.values():
        if kinds()[channel.kind].tells_of(made.event):
            write(channel, made, topic=f"{run.workspace_id}/turned-out", run=run, number=run.number)


def waiver_ends(waiver: Waiver) -> None:
    """Write that a waiver ends soon, for whoever is told of its workspace. In the caller's transaction."""
    place = waiver.workspace
    subject = message.Subject(workspace=place.slug, url=f"{settings.PORTAL_URL}/workspaces/{place.slug}/waivers/")
    made = message.waiver_ends(subject, str(waiver), waiver.ends_at, waiver.made_by, clock.now().isoformat())
    found = channels.subscriptions_about(place)
    for channel in {one.channel_id: one.channel for one in found if _wants(one, place.labels, made)}.values():
        if kinds()[channel.kind].tells_of(made.event):
            write(channel, made, topic=f"waiver/{waiver.pk}")


def revert_asked(place: Workspace, addresses: Sequence[str], by: Actor, event: AuditEvent) -> int:
    """Write that a run of a workspace is asked for, to all channels that asked for it; how many there are.

    In the caller's transaction.
    """
    subject = message.Subject(
        workspace=place.slug,
        url=f"{settings.PORTAL_URL}/workspaces/{place.slug}/drift/",
        repository=place.repository,
        branch=place.branch,
        actor=by.name,
    )
    made = message.revert(subject, addresses, by.name, event.at.isoformat())
    named = [one for one in channels.subscriptions_about(place) if message.REVERT in one.events]
    told = {one.channel_id: one.channel for one in named if _wants(one, place.labels, made)}
    speaking = [channel for channel in told.values() if kinds()[channel.kind].tells_of(made.event)]
    for channel in speaking:
        write(channel, made, topic=f"drift/{place.pk}/{event.sequence}")
    return len(speaking)


def _write_of(run: Run, channel: Channel, made: Message, *, again: bool) -> None:
    """A message by its channel's kind: of one workspace and commit, or of several workspaces together. What comes
    `again`, as of a run that is judged another time, people are told once; what stands at a forge is written anew.
    """
    kind = kinds()[channel.kind]
    if kind.only or (kind.speaks_of and not kind.speaks_of(made.subject)):
        return
    if kind.reads:  # it speaks when it is asked
        for question in channels.open_questions(channel, run.commit):
            write(channel, made, topic=f"question/{question.pk}", run=run, question=question)
        return
    match kind.about:
        case About.REQUEST:
            topic, number = f"{REQUEST}{run.request}", 0
        case About.COMMIT:
            topic, number = f"{REQUEST}{run.request}/{run.commit}", 0
        case About.RUN:
            topic, number = f"{run.workspace_id}/{run.commit or run.number}", run.number
            if again and _was_told(channel, topic, run, made):
                return
    write(channel, made, topic=topic, run=run, number=number)


def _was_told(channel: Channel, topic: str, run: Run, made: Message) -> bool:
    """Whether the last that was sent says the same of this run, whenever that was."""
    last = channels.sent_last(channel, topic, run)
    return last is not None and replace(msgspec.convert(last.message, Message), at=made.at) == made


def answer(question: Question, run: Run) -> None:
    """Write an answer to what was asked, by what is known of a run of that commit. In the caller's transaction."""
    made = message.about(_subject(run), run.summary.get("brief") or {}, clock.now().isoformat(), _note(run))
    write(question.channel, made, topic=f"question/{question.pk}", run=run, question=question)


def write(
    channel: Channel,
    made: Message,
    *,
    topic: str,
    run: Run | None = None,
    number: int = 0,
    question: Question | None = None,
) -> Delivery:
    """One message on its way to one channel, now or when that may speak; of what is older it says that it was
    overtaken.
    """
    now = clock.now()
    late = channels.overtaken(channel, topic, number)
    if not late:
        Delivery.objects.filter(channel=channel, topic=topic, state__in=_NOT_SENT).update(
            state=Delivery.OVERTAKEN, ended_at=now
        )
    state, next_at = (Delivery.OVERTAKEN, now) if late else _when(channel, made, now)
    written = Delivery.objects.create(
        channel=channel,
        run=run,
        question=question,
        topic=topic,
        number=number,
        event=made.event,
        message=msgspec.to_builtins(made),
        state=state,
        next_at=next_at,
        created_at=now,
        ended_at=now if late else None,
    )
    if state == Delivery.WAITING and next_at <= now:
        queue.enqueue_message(written.pk)
    return written


def _when(channel: Channel, made: Message, now: datetime) -> tuple[str, datetime]:
    """Whether a message is sent by itself or collected, and when."""
    if made.event in {message.TEST, message.DIGEST} or channel.times.goes_through(made.gravity):
        return Delivery.WAITING, now
    if channel.digest_next_at:
        return Delivery.COLLECTED, channel.digest_next_at
    return Delivery.WAITING, channel.times.free(now)


def covers(one: Subscription, place: Workspace) -> bool:
    """Whether a subscription is about this workspace."""
    return one.workspace_id in {None, place.pk} and _covers(one, place.labels)


def _wants(one: Subscription, labels: Mapping[str, str], made: Message) -> bool:
    asked = not one.events or made.event in one.events
    return asked and _covers(one, labels) and message.reaches(made.gravity, one.least)


def _covers(one: Subscription, labels: Mapping[str, str]) -> bool:
    """Whether a workspace with these labels is meant."""
    return one.workspace_id is not None or all(labels.get(name) == value for name, value in one.labels.items())


def _note(run: Run) -> str:
    """Why a run ended without a decision, as a sentence; what people write stays in the portal."""
    told = run.error if run.state == State.ERRORED else run.successor
    return f"{told[:1].upper()}{told[1:]}".rstrip(".") + "." if told else ""


def _subject(run: Run, verb: Verb | None = None) -> message.Subject:
    place = run.workspace
    return message.Subject(
        workspace=place.slug,
        run=run.number,
        state=State.APPLIED if verb is Verb.RUN_APPLIED else run.state,
        url=f"{settings.PORTAL_URL}/workspaces/{place.slug}/runs/{run.number}/",
        request_url=f"{settings.PORTAL_URL}/requests/{run.request}/" if run.request else "",
        repository=place.repository,
        commit=run.commit,
        branch=run.branch,
        pull_request=run.pull_request,
        actor=run.actor,
        title=run.title,
    )
