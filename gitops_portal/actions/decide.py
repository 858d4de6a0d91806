"""A person approves, requests changes, rejects or overrides: for a reason, bound to the evidence they looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from gitops_portal.actions import approvals, audit, clock
from gitops_portal.actions.carry_over import granted
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import lifecycle, permits, report
from gitops_portal.core.errors import Invalid, Refused, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.payloads.runs import ChangesResolved, Decided, DecisionRefused
from gitops_portal.core.permits import EVENTS
from gitops_portal.core.view import older
from gitops_portal.records import queries
from gitops_portal.records.models import Decision, Person
from gitops_portal.records.queries import asked, locks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run
    from gitops_portal.records.queries.asked import Asked

_VERBS: Final = {
    "approve": Verb.RUN_APPROVED,
    "request_changes": Verb.RUN_CHANGES_REQUESTED,
    "reject": Verb.RUN_REJECTED,
    "override": Verb.RUN_OVERRIDDEN,
}


def decide(  # noqa: PLR0913 - a decision and all that it names, each by its name
    run: Run,
    *,
    by: Person,
    action: str,
    reason: str,
    evidence: str,
    guardrails: Sequence[str] = (),
    sentences: Sequence[str] | None = None,
    address: str = "",
) -> Decision:
    """Decide a run. `evidence` names what was looked at; `guardrails` are the violated ones that an override overrules.

    `sentences` are those of the brief that were accepted one by one; None accepts all that `evidence` stands for.
    Raises Invalid (no such action, no reason, not all accepted), Refused (role, own change), Stale (other evidence, or
    decided already). A refused try stands in the trail too.
    """
    told = _Told(
        action, reason.strip(), evidence, list(guardrails), None if sentences is None else frozenset(sentences)
    )
    try:
        return _decide(run.pk, by, told, address)
    except (Refused, Stale) as error:
        _refused(as_actor(by, address), run, str(error), DecisionRefused(action=action, evidence=evidence[:64]))
        raise


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of several runs that are decided together: what was looked at, and which of its sentences are accepted."""

    run: Run
    evidence: str
    sentences: frozenset[str] | None = None


def decide_all(chosen: Sequence[Chosen], *, by: Person, action: str, reason: str, address: str = "") -> list[Decision]:
    """Approve, reject or request changes of several runs, each by its own evidence, for one reason: all, or none.

    Raises as `decide` does, with the run that it is about; Invalid also where there is none, and for an override.
    """
    if action not in EVENTS or action == "override" or not chosen:
        raise Invalid("Several runs are decided together: choose one at least, and override each by itself.")
    reached: list[Chosen] = []
    try:
        return _decide_all(sorted(chosen, key=lambda one: one.run.pk), reached, by, action, reason.strip(), address)
    except (Refused, Stale, Invalid) as error:
        last = reached[-1]
        if not isinstance(error, Invalid):
            detail = DecisionRefused(action=action, evidence=last.evidence[:64])
            _refused(as_actor(by, address), last.run, str(error), detail)
        raise type(error)(f"{last.run}: {error}") from error


@in_one_transaction()
def _decide_all(
    chosen: Sequence[Chosen], reached: list[Chosen], by: Person, action: str, reason: str, address: str
) -> list[Decision]:
    found = []
    for one in chosen:
        reached.append(one)
        found.append(_decide(one.run.pk, by, _Told(action, reason, one.evidence, [], one.sentences), address))
    return found


@in_one_transaction()
def _refused(by: Actor, run: Run, reason: str, detail: DecisionRefused) -> None:
    audit.record(by, Verb.RUN_DECISION_REFUSED, str(run), run=run, reason=reason, detail=detail)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a person decides, in which words, on what."""

    action: str
    reason: str
    evidence: str
    guardrails: list[str]
    sentences: frozenset[str] | None


@in_one_transaction()
def _decide(pk: int, by: Person, told: _Told, address: str) -> Decision:
    action = told.action
    _check(action, told.reason)
    run = locks.run(pk)
    person = queries.person(by.pk)
    if error := permits.objection(queries.standing(run, person), action):
        raise error
    if told.evidence != run.evidence:
        raise Stale("The run has changed since you opened it: look at it again, then decide.")
    now, asks = clock.now(), asked.asked(run)
    overruled = _overruled(run, told.guardrails) if action == "override" else []
    accepted = _accepted(run, told.sentences) if action in permits.LETS_THROUGH else []
    decision = Decision.objects.create(
        run=run,
        person=person,
        identity=person.identity,
        name=person.name,
        action=action,
        reason=told.reason,
        evidence=told.evidence,
        guardrails=overruled,
        sentences=accepted,
        teams=asked.teams_of(person),
        held=_held(run) if action == "request_changes" else "",
        created_at=now,
    )
    before, missing = run.state, _move(run, decision, asks)
    by_whom, detail = as_actor(person, address), _told(run, before, decision, missing)
    audit.record(by_whom, _VERBS[action], str(run), run=run, reason=told.reason, detail=detail)
    if action in permits.LETS_THROUGH and (passed := approvals.passing(run, person.identity, now)):
        audit.record(by_whom, Verb.RUN_FREEZE_PASSED, str(run), run=run, reason=told.reason, detail=passed)
    return decision


def _told(run: Run, before: str, decision: Decision, missing: int) -> Decided:
    """Everything that a decision is bound to, as it stands in the trail."""
    return Decided(
        before=before,
        after=run.state,
        evidence=decision.evidence,
        digest=run.digest,
        planfile_sha256=run.planfile_sha256,
        lineage=run.lineage,
        serial=run.serial,
        policy=run.rules_version,
        prices=run.prices_version,
        code=run.code_version,
        guardrails=decision.guardrails,
        lets_through=_let_through(run, decision.guardrails) if decision.action in permits.LETS_THROUGH else [],
        sentences=decision.sentences,
        approvals_missing=missing,
    )


def _move(run: Run, decision: Decision, asks: Asked) -> int:
    """Where the decision takes the run; returns how many approvals are still missing, and then it stays."""
    approvals.keep(run, asks)
    queries.keep_decisions(run)  # this one among them: nobody else decides while the run is locked
    missing = queries.approvals(run, asks).missing if decision.action == "approve" else 0
    if not missing:
        run.state = lifecycle.after(State(run.state), EVENTS[decision.action])
        if decision.action != "request_changes":
            run.decided_at = granted(run, decision.created_at)
        run.save(update_fields=["state", "decided_at"])
    return missing


def _held(run: Run) -> str:
    """The state that a run goes back to when nobody requests changes any more."""
    first = next(iter(queries.holding(run)), None)
    return first.held if first else str(run.state)


def _check(action: str, reason: str) -> None:
    if action not in EVENTS:
        raise Invalid(f"“{action}” is not a decision: send {', '.join(EVENTS)}.")
    if not reason:
        raise Invalid("A decision needs a reason, for the audit trail.")


def _overruled(run: Run, guardrails: list[str]) -> list[str]:
    """The blocking guardrails of a run, every one of which an override has to name (or none, meaning all)."""
    blocking = queries.blocking_guardrails(run)
    if guardrails and set(guardrails) != set(blocking):
        raise Stale(f"What blocks this run is {', '.join(blocking)}: an override has to name exactly that.")
    return list(blocking)


def _accepted(run: Run, sentences: frozenset[str] | None) -> list[str]:
    """What the brief says of lost data and of what blocks: each has to be accepted."""
    to_tick = report.ticked(older.brief(run.summary, run.verdict))
    missing = [text for text in to_tick if sentences is not None and text not in sentences]
    if missing:
        rest = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise Invalid(f"Tick what you accept: {missing[0]}{rest}")
    return to_tick


def _let_through(run: Run, overruled: list[str]) -> list[str]:
    """The other guardrails that hold the run up no longer: soft-mandatory ones, and answers that can't be told."""
    return sorted({held.guardrail for held in queries.held_up_by(run)} - {*overruled})


def resolve(decision: Decision, *, by: Person, address: str = "") -> None:
    """Say that requested changes are made, or not needed: once all of them are, the run is again what it was.

    Raises Refused (role, own change), Stale (resolved already, or the run has gone on). A refused try stands in the
    trail too.
    """
    try:
        _resolve(decision, by, address)
    except (Refused, Stale) as error:
        detail = DecisionRefused(action="resolve", evidence=decision.evidence)
        _refused(as_actor(by, address), decision.run, str(error), detail)
        raise


@in_one_transaction()
def _resolve(decision: Decision, by: Person, address: str) -> None:
    run, person = locks.run(decision.run_id), queries.person(by.pk)
    if error := permits.objection_to_settle(queries.standing(run, person), mine=decision.identity == person.identity):
        raise error
    still = Q(pk=decision.pk, action="request_changes", resolved_at=None)
    if not Decision.objects.filter(still).update(resolved_at=clock.now(), resolved_by=person.name):
        raise Stale("This is not a request for changes, or it is already resolved.")
    before, missing = run.state, _resume(run, decision)
    detail = ChangesResolved(before=before, after=run.state, requested_by=decision.identity, approvals_missing=missing)
    audit.record(as_actor(person, address), Verb.RUN_CHANGES_RESOLVED, str(run), run=run, detail=detail)


def _resume(run: Run, decision: Decision) -> int:
    """Give the run its state back where nobody else holds it; returns how many approvals are missing then."""
    if queries.holding(run):
        return queries.approvals(run).missing
    run.state = decision.held
    missing = queries.approvals(run).missing
    if missing and lifecycle.possible(State(run.state), Event.REOPEN):
        run.state, run.decided_at = lifecycle.after(State(run.state), Event.REOPEN), None
    run.save(update_fields=["state", "decided_at"])
    return missing
