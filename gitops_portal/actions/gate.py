"""CI asks before `apply`: the answer, its reason, an attestation to keep; and then what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Q

from gitops_portal.actions import audit, clock
from gitops_portal.actions.evaluate import rejudge
from gitops_portal.actions.guardrails import rules_of
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import signing
from gitops_portal.core import lifecycle, permits, text, words
from gitops_portal.core.errors import Invalid
from gitops_portal.core.events import ApplyTold, Overtaken, Verb
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.model import Actor, Enforcement, Outcome, Status
from gitops_portal.records import queries
from gitops_portal.records.queries import acting, locks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.records.models import Decision, Run

ATTESTED_FOR = timedelta(hours=1)
SIGNING_KEY_FILE = "signing_key.pem"
_SHORT_COMMIT = re.compile(r"[0-9a-f]{7,}")
_OVERTAKEN = (State.SUPERSEDED, State.OUTDATED, State.EXPIRED)
_OUTCOMES: Final = {
    "applied": (Event.APPLY, Verb.RUN_APPLIED),
    "apply_failed": (Event.FAIL_TO_APPLY, Verb.RUN_APPLY_FAILED),
}
_OUTDATABLE = tuple(state for state in State if lifecycle.possible(state, Event.OUTDATE))


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether CI may apply, and why (not). `again_in` says after how many seconds asking again makes sense."""

    allowed: bool
    reason: str
    again_in: int | None = None
    attestation: str = ""


def ask(run: Run, planfile_sha256: str = "", *, plan_sha256: str = "", commit: str = "") -> Answer:
    """Whether this run's plan may be applied now. Only what was approved, and only the very plan file that was.

    `plan_sha256` is of what `terraform show -json` prints of the file that is about to be applied, `commit` what is
    checked out there; both are compared where CI names them.
    """
    state = State(run.state)
    if state.moving:
        return Answer(False, f"This run is still {state}: ask again.", again_in=5)
    if reason := next(_objections(run, planfile_sha256.lower(), plan_sha256.lower(), commit), ""):
        return Answer(False, reason)
    unbound = "" if run.planfile_sha256 else ", and not bound to a plan file: whatever CI applies now"
    return Answer(True, f"{run} is {state.label}{unbound}.", attestation=_attest(run))


def _objections(run: Run, planfile_sha256: str, plan_sha256: str, commit: str) -> Iterator[str]:
    """Everything that keeps the gate closed, the cheapest to find out first."""
    if not State(run.state).allows_apply:
        yield _why_not(run)
    if run.ends_at and run.ends_at <= clock.now():
        days = run.workspace.approval_days
        yield f"The approval of {run} ended after {days} days, {run.ends_at:%d %B %Y}: upload a new plan."
    yield from _other_file(run, planfile_sha256, plan_sha256)
    if commit and run.commit and not _same_commit(commit, run.commit):
        yield f"{run} is of commit {run.commit[:12]}, and CI is about to apply commit {commit[:12]}: upload its plan."
    if moved := acting.applied_since(run):
        yield f"Run {moved.number} was applied after {run} was planned, so the state has moved: upload a new plan."
    if run.workspace.applies_in_order and (first := acting.not_applied_before(run)):
        # its own plan tells what it reads; whose that is, and which run, is for those who reach that workspace
        told = "the same change request is about to change it: apply that first"
        yield f"It reads the state {text.bounded(text.visible(first))}, and another run of {told}."
    if missing := queries.approvals(run).missing:
        yield f"The workspace asks for more people than approved {run}: {missing} more."
    rules = rules_of(run.workspace)
    if rules.version(run.types) != run.rules_version and (reason := _breaks_now(run, rules)):
        yield reason


def _other_file(run: Run, planfile_sha256: str, plan_sha256: str) -> Iterator[str]:
    """Why what CI is about to apply is not, or is not known to be, the plan that was uploaded."""
    if run.planfile_sha256 and planfile_sha256 != run.planfile_sha256:
        told = "another plan file" if planfile_sha256 else "no planfile_sha256"
        yield f"The approval holds for one plan file, and CI named {told}: apply the file that was uploaded."
    if planfile_sha256 and not run.planfile_sha256:
        yield "No plan file was named at upload, so none can be vouched for: upload planfile_sha256 with the plan."
    if run.workspace.requires_plan_file and not run.planfile_sha256:
        yield f"{run} is not bound to a plan file, which its workspace asks for: upload planfile_sha256 with the plan."
    if plan_sha256 and plan_sha256 != run.digest:
        yield (
            "The plan file that CI is about to apply says something else than the plan that was uploaded: plan_sha256"
            f" is not {run.digest[:12]}…. Upload what `terraform show -json` prints of it, unchanged."
        )


def _same_commit(one: str, other: str) -> bool:
    """Whether two names may be one commit's: one of them may be cut short, as Git does."""
    short, long = sorted((one.lower(), other.lower()), key=len)
    return short == long or (bool(_SHORT_COMMIT.fullmatch(short)) and long.startswith(short))


def _why_not(run: Run) -> str:
    if run.state == State.CHANGES_REQUESTED:
        return f"{run} is {State(run.state).label}: {'; '.join(map(_requested, queries.holding(run)))}."
    if run.state in {State.BLOCKED, State.AWAITING} and run.headline:
        return f"{run} is {State(run.state).label}: {words.without_lead(run.headline)}."
    if run.state == State.BLOCKED:
        why = ", ".join(queries.blocking_guardrails(run)) or "; ".join(run.summary.get("reasons", [])[:1])
        return f"{run} is blocked: {why}."
    if run.state == State.SUPERSEDED and run.superseded_by:
        return f"{run} is superseded by run {run.superseded_by.number}: {run.successor}."
    return f"{run} is {State(run.state).label}{f': {run.successor}' if run.successor else ''}."


def _requested(decision: Decision) -> str:
    """Who asked for what, on one line."""
    return f"{decision.name} asked for “{text.bounded(text.visible(' '.join(decision.reason.split())))}”"


def _breaks_now(run: Run, rules: RuleSet) -> str:
    """The guardrails changed after the verdict: why the plan would be blocked today, unless an owner overruled it."""
    judgement = rejudge(run, rules)
    if judgement.verdict.outcome is Outcome.NEEDS_APPROVAL and run.state == State.AUTO_APPROVED:
        return "Guardrails changed since a rule approved this run, and now it takes a person: upload the plan again."
    if judgement.verdict.outcome is not Outcome.BLOCKED:
        return ""
    broken = {
        found.guardrail
        for found in judgement.findings
        if found.status is Status.VIOLATED and found.enforcement is Enforcement.MANDATORY and not found.standing
    }
    overruled = {name for one in queries.run_decisions(run) if one.action == "override" for name in one.guardrails}
    if broken <= overruled:
        return ""
    names = ", ".join(sorted(broken - overruled))
    return f"Guardrails changed since this run was judged, and it breaks {names}: upload the plan again."


def _attest(run: Run) -> str:
    now = clock.now()
    until = min(now + ATTESTED_FOR, run.ends_at or now)
    let = [decision for decision in queries.run_decisions(run) if decision.action in permits.LETS_THROUGH]
    claims: dict[str, Any] = {
        "iss": settings.PORTAL_URL,
        "iat": int(now.timestamp()),
        "exp": int(until.timestamp()),
        "sub": f"{run.workspace.slug}/{run.number}",
        "run": run.pk,
        "state": run.state,
        "digest": run.digest,
        "planfile_sha256": run.planfile_sha256,
        "evidence": run.evidence,
        "commit": run.commit,
        "approved_by": [decision.name for decision in let],
        "accepted": list(dict.fromkeys(text for decision in let for text in decision.sentences)),
    }
    return signing.sign(claims, settings.SIGNING_KEY, settings.PORTAL_DATA_DIR / SIGNING_KEY_FILE)


@in_one_transaction()
def tell(run: Run, by: Actor, outcome: str, *, serial: int | None = None, log_end: str = "") -> Run:
    """Keep what became of an apply. Telling the same twice is the same as once; raises Invalid and Stale.

    Once the plan was applied, whatever was planned before is outdated: the state has moved. That holds also for an
    apply that ends after its run was superseded, or expired: the run stays what it is, and the fact is kept.
    """
    if outcome not in _OUTCOMES:
        raise Invalid(f"“{outcome}” is no outcome: send {' or '.join(_OUTCOMES)}.")
    event, verb = _OUTCOMES[outcome]
    held = locks.run(run.pk)
    late = outcome == "applied" and State(held.state) in _OVERTAKEN
    if held.state == outcome or (late and held.applied_at):
        return held
    if not late:
        held.state = lifecycle.after(State(held.state), event)
    held.applied_at = clock.now() if outcome == "applied" else None
    held.save(update_fields=["state", "applied_at"])
    outdated = _outdate_others(held) if held.applied_at else []
    # The end of an apply log may quote secrets: that it came is kept, its text is not.
    detail = ApplyTold(serial=serial, log_characters=len(log_end))
    reason = f"It was {State(held.state).label} by then." if late else ""
    audit.record(by, verb, str(held), run=held, reason=reason, detail=detail)
    for other, before in outdated:
        told = Overtaken(by=held.number, before=before)
        audit.record(by, Verb.RUN_OUTDATED, str(other), run=other, reason=other.successor, detail=told)
    return held


def _outdate_others(applied: Run) -> list[tuple[Run, str]]:
    """End what was planned before another plan was applied: approvals, and what waits for one.

    Returns them, each with the state that it had.
    """
    ended = []
    for other in locks.runs(applied.workspace, Q(kind="plan", state__in=_OUTDATABLE) & ~Q(pk=applied.pk)):
        ended.append((other, other.state))
        other.state = lifecycle.after(State(other.state), Event.OUTDATE)
        other.superseded_by, other.lease_until = applied, None
        other.save(update_fields=["state", "superseded_by", "lease_until"])
    return ended
