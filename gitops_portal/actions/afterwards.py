"""A run that was applied in; what guardrails could not tell of it judged again by known values, told where it violates.

The clock looks which runs that is: nothing is lost with a process, and what is done twice is done once.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings

from gitops_portal.actions import audit, clock, heard, outbox, own_prices, rounds, usage
from gitops_portal.actions.audit import PORTAL
from gitops_portal.actions.guardrails import rules_of
from gitops_portal.actions.masking import mask_of
from gitops_portal.actions.rejudge import occasion, planned
from gitops_portal.actions.transactions import in_one_transaction, passing
from gitops_portal.adapters import queue
from gitops_portal.adapters.artifacts import store
from gitops_portal.core import afterwards
from gitops_portal.core.afterwards import Answer, Known, Told
from gitops_portal.core.collector import resting
from gitops_portal.core.difference import compare
from gitops_portal.core.documents import parse
from gitops_portal.core.errors import Lost, PortalError
from gitops_portal.core.evaluate import judge
from gitops_portal.core.events import Verb
from gitops_portal.core.index import Index
from gitops_portal.core.model import Snapshot as State
from gitops_portal.core.payloads.runs import JudgedAgain
from gitops_portal.records.models import LaterAnswer
from gitops_portal.records.queries import afterwards as of_runs
from gitops_portal.records.queries import locks

if TYPE_CHECKING:
    from gitops_portal.records.models import Outcome, Run, Snapshot

log = logging.getLogger(__name__)

AT_ONCE: Final = 20
"""Runs of one turn of the clock; the others are those of the next."""


class _Source(NamedTuple):
    """By whose values it is judged."""

    called: str
    serial: int
    known: Known


def turn(slug: str = "") -> int:
    """Take up what can be judged again. Returns how many runs that are."""
    return rounds.take_up(of_runs.due(slug, AT_ONCE), partial(queue.enqueue, queue.Job.JUDGE_AGAIN), judge_again)


def judge_again(pk: int) -> None:
    """Judge what was undetermined in an outcome's run, if there is a state or a plan of after it."""
    told = of_runs.outcome(pk)
    if told is None:
        return
    before = of_runs.before(told.run)
    try:
        source = _source(told) if before.waiting else None
        answers = _answers(told.run, source, before) if source else []
    except Exception as error:  # a document that is lost, or a fault of ours: neither is tried for ever
        log.warning("event=not_judged_again run=%s reason=%s", told.run_id, error, exc_info=not _known(error))
        if not passing(error):
            _keep(told, None, [])
        return
    if source or not before.waiting:
        _keep(told, source, answers)


def _known(error: Exception) -> bool:
    return isinstance(error, PortalError)


def _source(told: Outcome) -> _Source | None:
    """A state and a plan of the same serial say the same, and the state says it of everything."""
    state, plan = of_runs.newest_state(told), of_runs.newest_plan(told)
    if state and state.serial is not None and (plan is None or state.serial >= (plan.serial or 0)):
        return _Source(f"state of serial {state.serial}", state.serial, afterwards.of_state(_read(state)))
    if plan and plan.serial is not None:
        return _Source(f"run {plan.number}", plan.serial, afterwards.of_plan(planned(plan)))
    return None


def _read(snapshot: Snapshot) -> State:
    found = parse.read(store(settings.ARTIFACTS_URL).get(snapshot.artifact), mask_of(snapshot.workspace))
    if not isinstance(found, State):
        raise Lost("The stored document is no state.")
    return found


def _answers(run: Run, source: _Source, before: afterwards.Before) -> list[Told]:
    rules = rules_of(run.workspace)
    with resting():
        filled = afterwards.filled(planned(run), source.known)
        told, book = usage.told(run.workspace), own_prices.paid().book
        judgement = judge(Index(filled), rules, book, usage=told, occasion=occasion(run, heard.of(run, rules)))
    return afterwards.told(before, judgement.findings, source.known, {rule.id for rule in rules.in_force})


@in_one_transaction()
def _keep(told: Outcome, source: _Source | None, answers: list[Told]) -> None:
    """Whoever is second finds nothing left to say."""
    run = locks.run(told.run_id)
    held = of_runs.outcome(told.pk)
    if held is None or held.awaits_serial != told.awaits_serial:
        return
    if source:
        LaterAnswer.objects.bulk_create(
            LaterAnswer(
                run=run,
                key=compare.key(one.guardrail, one.address),
                guardrail=one.guardrail,
                address=one.address,
                answer=one.answer,
                severity=one.severity,
                attribute=one.attribute,
                message=one.message,
                source=source.called,
                created_at=clock.now(),
            )
            for one in answers
        )
    left = of_runs.before(run).waiting
    held.awaits_serial = source.serial + 1 if source and left else None
    held.save(update_fields=["awaits_serial"])
    if source and answers:
        _tell(run, source, answers)


def _tell(run: Run, source: _Source, answers: list[Told]) -> None:
    violated = [one for one in answers if one.answer is Answer.VIOLATED]
    detail = JudgedAgain(
        source=source.called,
        serial=source.serial,
        violated=sorted({one.guardrail for one in violated}),
        passed=sorted({one.guardrail for one in answers if one.answer is Answer.PASSED}),
    )
    audit.record(PORTAL, Verb.RUN_JUDGED_AGAIN, str(run), run=run, detail=detail)
    if violated:
        outbox.turned_out(run, [f"{one.address}: {one.message} ({one.guardrail})." for one in violated])
