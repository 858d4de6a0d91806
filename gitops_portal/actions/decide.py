"""A person approves, rejects or overrides: with a reason, bound to the evidence that was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.actions import audit, clock
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import lifecycle, permits
from gitops_portal.core.errors import Invalid, Refused, Stale
from gitops_portal.core.events import Decided, DecisionRefused, Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.permits import EVENTS
from gitops_portal.records import queries
from gitops_portal.records.models import Decision, Person
from gitops_portal.records.queries import locks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run

_VERBS: Final = {"approve": Verb.RUN_APPROVED, "reject": Verb.RUN_REJECTED, "override": Verb.RUN_OVERRIDDEN}


def decide(
    run: Run,
    *,
    by: Person,
    action: str,
    reason: str,
    evidence: str,
    guardrails: Sequence[str] = (),
    address: str = "",
) -> Decision:
    """Decide a run. `evidence` names what was looked at; `guardrails` are the violated ones that an override overrules.

    Raises Invalid (no such action, no reason), Refused (role, own change), Stale (other evidence, or decided already).
    A refused try stands in the trail too.
    """
    try:
        return _decide(run.pk, by, action, reason.strip(), evidence, list(guardrails), address)
    except (Refused, Stale) as error:
        _refused(as_actor(by, address), run, str(error), DecisionRefused(action=action, evidence=evidence[:64]))
        raise


@in_one_transaction()
def _refused(by: Actor, run: Run, reason: str, detail: DecisionRefused) -> None:
    audit.record(by, Verb.RUN_DECISION_REFUSED, str(run), run=run, reason=reason, detail=detail)


@in_one_transaction()
def _decide(
    pk: int, by: Person, action: str, reason: str, evidence: str, guardrails: list[str], address: str
) -> Decision:
    _check(action, reason)
    run = locks.run(pk)
    person = queries.person(by.pk)
    if error := permits.objection(queries.standing(run, person), action):
        raise error
    if evidence != run.evidence:
        raise Stale("What you looked at is no longer what stands: look at the run again and decide on that.")
    after = lifecycle.after(State(run.state), EVENTS[action])
    overruled = _overruled(run, guardrails) if action == "override" else []
    now = clock.now()
    decision = Decision.objects.create(
        run=run,
        person=person,
        identity=person.identity,
        name=person.name,
        action=action,
        reason=reason,
        evidence=evidence,
        guardrails=overruled,
        created_at=now,
    )
    before, missing = run.state, queries.approvals(run).missing if action == "approve" else 0
    if not missing:
        run.state, run.decided_at = after, now
        run.save(update_fields=["state", "decided_at"])
    detail = Decided(
        before=before,
        after=run.state,
        evidence=evidence,
        digest=run.digest,
        policy=run.rules_version,
        guardrails=overruled,
        lets_through=[] if action == "reject" else _let_through(run, overruled),
        approvals_missing=missing,
    )
    audit.record(as_actor(person, address), _VERBS[action], str(run), run=run, reason=reason, detail=detail)
    return decision


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


def _let_through(run: Run, overruled: list[str]) -> list[str]:
    """The other guardrails that hold the run up no longer: soft-mandatory ones, and answers that can't be told."""
    return sorted({held.guardrail for held in queries.held_up_by(run)} - {*overruled})
