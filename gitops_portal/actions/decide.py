"""A person approves, rejects or overrides: with a reason, bound to the evidence that was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.actions import audit, clock, locks
from gitops_portal.actions.people import as_actor
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import lifecycle
from gitops_portal.core.errors import Invalid, PortalError, Refused, Stale
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.model import Enforcement, Role, Status
from gitops_portal.records.models import Decision, Person
from gitops_portal.records.queries import role_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run

EVENTS: Final = {"approve": Event.APPROVE, "reject": Event.REJECT, "override": Event.OVERRIDE}
_VERBS: Final = {"approve": "run.approved", "reject": "run.rejected", "override": "run.overridden"}
_NEEDED: Final = {"approve": Role.REVIEWER, "reject": Role.REVIEWER, "override": Role.OWNER}


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
        _refused(as_actor(by, address), run, str(error), {"action": action, "evidence": evidence[:64]})
        raise


@in_one_transaction()
def _refused(by: Actor, run: Run, reason: str, detail: dict[str, str]) -> None:
    audit.record(by, "run.decision_refused", str(run), run=run, reason=reason, detail=detail)


@in_one_transaction()
def _decide(
    pk: int, by: Person, action: str, reason: str, evidence: str, guardrails: list[str], address: str
) -> Decision:
    if action not in EVENTS:
        raise Invalid(f"“{action}” is no decision: send {', '.join(EVENTS)}.")
    if not reason:
        raise Invalid("A decision needs a reason: it is what the trail is read for.")
    run = locks.run(pk)
    person = Person.objects.get(pk=by.pk)
    if error := objection(run, person, action):
        raise error
    if evidence != run.evidence:
        raise Stale("What you looked at is no longer what stands: look at the run again and decide on that.")
    after = lifecycle.after(State(run.state), EVENTS[action])
    overruled = _overruled(run, guardrails) if action == "override" else []
    now = clock.now()
    decision = Decision.objects.create(
        run=run,
        person=person,
        name=person.name,
        action=action,
        reason=reason,
        evidence=evidence,
        guardrails=overruled,
        created_at=now,
    )
    before, missing = run.state, _missing(run) if action == "approve" else 0
    if not missing:
        run.state, run.decided_at = after, now
        run.save(update_fields=["state", "decided_at"])
    audit.record(
        as_actor(person, address),
        _VERBS[action],
        str(run),
        run=run,
        reason=reason,
        detail={
            "before": before,
            "after": run.state,
            "evidence": evidence,
            "digest": run.digest,
            "policy": run.policy_version,
            "guardrails": overruled,
            "approvals_missing": missing,
        },
    )
    return decision


def objection(run: Run, person: Person, action: str) -> PortalError | None:
    """Why this person may not take this decision now; None when they may. The page asks before it shows a button."""
    role = role_in(person, run.workspace)
    if not person.is_active or role is None or not role.covers(_NEEDED[action]):
        return Refused(f"To {action} here takes the role {_NEEDED[action]}; yours is {role or 'none'}.")
    if not lifecycle.possible(State(run.state), EVENTS[action]):
        return Stale(f"This run is {State(run.state).label}: there is nothing to {action}.")
    if action in {"approve", "override"}:
        if run.summary.get("plan", {}).get("errored"):
            return Refused("Planning failed: what is incomplete cannot be approved.")
        if _same_person(run.actor, person):
            return Refused("This is your own change: somebody else has to approve it.")
        if action == "approve" and run.decisions.filter(person=person, action="approve").exists():
            return Stale("You have approved this run already; it waits for another person.")
    return None


def _same_person(actor: str, person: Person) -> bool:
    """Whether CI's name for who wants the change is one of this person's: `@Ana` is ana."""
    wanted = actor.strip().removeprefix("@").casefold()
    return bool(wanted) and wanted in {
        name.strip().removeprefix("@").casefold() for name in (person.email, person.name, person.login)
    }


def _overruled(run: Run, guardrails: list[str]) -> list[str]:
    """The blocking guardrails of a run, every one of which an override has to name (or none, meaning all)."""
    blocking = set(
        run.findings.filter(status=Status.VIOLATED, enforcement=Enforcement.MANDATORY, standing=False).values_list(
            "guardrail", flat=True
        )
    )
    if guardrails and set(guardrails) != blocking:
        raise Stale(f"What blocks this run is {', '.join(sorted(blocking))}: an override names exactly that.")
    return sorted(blocking)


def _missing(run: Run) -> int:
    """How many more people have to approve."""
    people = run.decisions.filter(action="approve").values("person").distinct().count()
    return max(0, max(1, run.workspace.required_approvals) - people)
