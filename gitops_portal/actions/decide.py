"""A person approves, rejects or overrides: with a reason, bound to the evidence that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gitops_portal.actions import audit, clock
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import lifecycle, permits, report
from gitops_portal.core.errors import Invalid, Refused, Stale
from gitops_portal.core.events import Decided, DecisionRefused, Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.permits import EVENTS
from gitops_portal.core.view import older
from gitops_portal.records import queries
from gitops_portal.records.models import Decision, Person
from gitops_portal.records.queries import locks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run

_VERBS: Final = {"approve": Verb.RUN_APPROVED, "reject": Verb.RUN_REJECTED, "override": Verb.RUN_OVERRIDDEN}


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
    """Approve or reject several runs, each by its own evidence, for one reason: all of them, or none.

    Raises as `decide` does, with the run that it is about; Invalid also where there is none, and for an override.
    """
    if action not in {"approve", "reject"} or not chosen:
        raise Invalid(
            "Several runs are approved or rejected together: choose one at least, and override each by itself."
        )
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
        raise Stale("What you looked at is no longer what stands: look at the run again and decide on that.")
    overruled = _overruled(run, told.guardrails) if action == "override" else []
    accepted = [] if action == "reject" else _accepted(run, told.sentences)
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
        created_at=clock.now(),
    )
    before, missing = run.state, _move(run, decision)
    detail = Decided(
        before=before,
        after=run.state,
        evidence=told.evidence,
        digest=run.digest,
        policy=run.rules_version,
        guardrails=overruled,
        lets_through=[] if action == "reject" else _let_through(run, overruled),
        sentences=accepted,
        approvals_missing=missing,
    )
    audit.record(as_actor(person, address), _VERBS[action], str(run), run=run, reason=told.reason, detail=detail)
    return decision


def _move(run: Run, decision: Decision) -> int:
    """Where the decision takes the run; returns how many approvals are still missing, and then it stays."""
    missing = queries.approvals(run).missing if decision.action == "approve" else 0
    if not missing:
        run.state = lifecycle.after(State(run.state), EVENTS[decision.action])
        run.decided_at = decision.created_at
        run.save(update_fields=["state", "decided_at"])
    return missing


def _check(action: str, reason: str) -> None:
    if action not in EVENTS:
        raise Invalid(f"“{action}” is no decision: send {', '.join(EVENTS)}.")
    if not reason:
        raise Invalid("A decision needs a reason: it is what the trail is read for.")


def _overruled(run: Run, guardrails: list[str]) -> list[str]:
    """The blocking guardrails of a run, every one of which an override has to name (or none, meaning all)."""
    blocking = queries.blocking_guardrails(run)
    if guardrails and set(guardrails) != set(blocking):
        raise Stale(f"What blocks this run is {', '.join(blocking)}: an override names exactly that.")
    return list(blocking)


def _accepted(run: Run, sentences: frozenset[str] | None) -> list[str]:
    """What the brief says of lost data and of what blocks: each has to be accepted."""
    asked = report.ticked(older.brief(run.summary, run.verdict))
    missing = [text for text in asked if sentences is not None and text not in sentences]
    if missing:
        rest = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise Invalid(f"Tick what you let through: {missing[0]}{rest}")
    return asked


def _let_through(run: Run, overruled: list[str]) -> list[str]:
    """The other guardrails that hold the run up no longer: soft-mandatory ones, and answers that can't be told."""
    return sorted({held.guardrail for held in queries.held_up_by(run)} - {*overruled})
