"""A forge asks whether a commit may go on, in; a row, and what the gate says of the runs of that commit, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import IntegrityError

from gitops_portal.actions import audit, clock, gate, outbox
from gitops_portal.actions.audit import PORTAL
from gitops_portal.actions.sealed_settings import opened
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import notify
from gitops_portal.adapters.notifiers import kinds
from gitops_portal.adapters.notify import NotifyError, Open, Verdict
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.payloads.channels import ChannelAnswered
from gitops_portal.core.standing import Standing, of_state
from gitops_portal.records.models import Question
from gitops_portal.records.queries import channels, locks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.adapters.notify import Sent
    from gitops_portal.records.models import Channel, Delivery, Run

ENVIRONMENT: Final = "environment"
"""The label of a workspace that says which environment it is."""
_ENDED: Final = frozenset({Standing.FAILED, Standing.BROKEN, Standing.ENDED})


def receive(channel: Channel, head: Mapping[str, str], body: bytes) -> None:
    """Keep what is asked, once however often it comes, and answer as far as anything is known.

    Raises Unrecognised, Invalid, and Stale where the channel is paused.
    """
    kind = kinds()[channel.kind]
    if kind.reads is None:
        raise Invalid("Nobody asks this kind of channel.")
    asked = kind.reads(head, body, {**channel.settings, **opened(channel)}, clock.now())
    if asked is None:
        return
    if channel.paused_at:
        raise Stale("This channel is paused: it answers nothing.")
    try:
        _kept(channel.pk, asked)
    except IntegrityError:  # the same came in the same moment
        return


@in_one_transaction()
def _kept(pk: int, asked: notify.Question) -> None:
    channel = locks.channel(pk)
    if channel is None:
        raise Stale("This channel was removed.")
    made, new = Question.objects.get_or_create(
        channel=channel,
        key=asked.key,
        defaults={
            "repository": asked.repository[:300],
            "commit": asked.commit.lower()[:64],
            "place": asked.place,
            "details": dict(asked.details),
            "asked_at": clock.now(),
        },
    )
    found = _runs(made) if new else []
    if found:
        outbox.answer(made, found[0])


def of(held: Delivery) -> Open | None:
    """The question that a message answers, and what is to be said of it now; None where it answers none."""
    question = held.question
    if question is None:
        return None
    if question.settled_at:
        raise NotifyError("It has its last answer already.", permanent=True)
    verdict, why = _verdict(_runs(question))
    asked = notify.Question(question.key, question.repository, question.commit, question.place, question.details)
    return Open(asked, verdict, why, question.reports)


def _runs(question: Question) -> list[Run]:
    """The newest run of each workspace that it is about: of its repository and commit, which the channel is told of.

    Where a workspace is called as the environment, by its slug or its label, it is about those that are.
    """
    channel = question.channel
    kind, told = kinds()[channel.kind], channels.subscriptions_of(channel)
    found = [
        run
        for run in channels.runs_of_commit(question.commit)
        if _there(kind, run.workspace.repository, question) and any(outbox.covers(one, run.workspace) for one in told)
    ]
    named = [run for run in found if question.place in {run.workspace.slug, run.workspace.labels.get(ENVIRONMENT)}]
    return named if question.place and named else found


def _there(kind: notify.Kind, repository: str, question: Question) -> bool:
    if kind.place is None:
        return False
    try:
        found = kind.place(repository, question.channel.settings)
    except NotifyError:
        return False
    return found.lower() == question.repository.lower()


def _verdict(runs: list[Run]) -> tuple[Verdict, str]:
    """As the gate answers: all of them may be applied, or were; an owner may yet override what is blocked.

    Nobody names a plan file here: that CI applies the one that was approved, the job has to ask the gate itself.
    """
    if not runs:
        return Verdict.WAITING, "No plan of this commit was sent yet."
    for run in runs:
        if of_state(run.state) in _ENDED and run.state != State.BLOCKED:
            return Verdict.REFUSED, f"{run} is {State(run.state).label}."
    for run in runs:
        if run.state == State.APPLIED:
            continue
        said = gate.ask(run, gate.AboutToApply(planfile_sha256=run.planfile_sha256))
        if not said.allowed:
            return Verdict.WAITING, said.reason
    return Verdict.ALLOWED, f"{', '.join(str(run) for run in runs[:10])}: may be applied."


@in_one_transaction()
def told(held: Delivery, sent: Sent, asked: Open | None) -> None:
    """What was answered. The last answer stands in the trail."""
    if held.question is None or asked is None:
        return
    now = clock.now()
    if asked.verdict is Verdict.WAITING and not sent.settles:
        Question.objects.filter(pk=held.question.pk).update(reports=asked.reports + 1)
        return
    if sent.settles:
        Question.objects.filter(pk=held.question.pk).update(settled_at=now)
    detail = ChannelAnswered(
        repository=asked.question.repository,
        commit=asked.question.commit,
        place=asked.question.place,
        answer=str(asked.verdict),
    )
    audit.record(
        PORTAL,
        Verb.CHANNEL_ANSWERED,
        f"channel {held.channel.name}",
        workspace=held.channel.workspace,
        reason=asked.why,
        detail=detail,
    )


def address(channel: Channel) -> str:
    """Where a forge asks this channel; empty for kinds that nobody asks."""
    return f"{settings.PORTAL_URL}/api/v1/channels/{channel.key}/asked" if kinds()[channel.kind].reads else ""
