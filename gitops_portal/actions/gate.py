"""CI asks before `apply`: the answer, its reason, an attestation to keep; and then what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from gitops_portal.actions import audit, clock, locks
from gitops_portal.actions.evaluate import conclude
from gitops_portal.actions.guardrails import policy_of
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import signing
from gitops_portal.core import lifecycle
from gitops_portal.core.errors import Invalid
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.model import Actor, Enforcement, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.records.models import Run

ATTESTED_FOR = timedelta(hours=1)
SIGNING_KEY_FILE = "signing_key.pem"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether CI may apply, and why (not). `again_in` says after how many seconds asking again makes sense."""

    allowed: bool
    reason: str
    again_in: int | None = None
    attestation: str = ""


def ask(run: Run, planfile_sha256: str = "") -> Answer:
    """Whether this run's plan may be applied now. Only what was approved, and only the very plan file that was."""
    state = State(run.state)
    if state.moving:
        return Answer(False, f"This run is still {state}: ask again.", again_in=5)
    if reason := next(_objections(run, planfile_sha256), ""):
        return Answer(False, reason)
    return Answer(True, f"{run} is {state.label}.", attestation=_attest(run))


def _objections(run: Run, planfile_sha256: str) -> Iterator[str]:
    """Everything that keeps the gate closed, the cheapest to find out first."""
    if not State(run.state).allows_apply:
        yield _why_not(run)
    if run.planfile_sha256 and planfile_sha256 != run.planfile_sha256:
        told = "another plan file" if planfile_sha256 else "no planfile_sha256"
        yield f"The approval holds for one plan file, and CI named {told}: apply the file that was uploaded."
    if planfile_sha256 and not run.planfile_sha256:
        yield "No plan file was named at upload, so none can be vouched for: upload planfile_sha256 with the plan."
    if missing := _approvals_missing(run):
        yield f"The workspace asks for more people than approved {run}: {missing} more."
    if policy_of(run.workspace).version != run.policy_version and (reason := _breaks_now(run)):
        yield reason


def _why_not(run: Run) -> str:
    if run.state == State.BLOCKED:
        rules = run.findings.filter(status=Status.VIOLATED, enforcement=Enforcement.MANDATORY, standing=False)
        names = sorted(set(rules.values_list("guardrail", flat=True)))
        why = ", ".join(names) or "; ".join(run.summary.get("reasons", [])[:1])
        return f"{run} is blocked: {why}."
    if run.state == State.SUPERSEDED and run.superseded_by:
        return f"{run} is superseded by run {run.superseded_by.number}."
    return f"{run} is {State(run.state).label}."


def _approvals_missing(run: Run) -> int:
    """How many more people would have to approve, had the run to be approved today; an override stands by itself."""
    taken = [decision.action for decision in run.decisions.all()]
    if run.state == State.AUTO_APPROVED or "override" in taken:
        return 0
    return max(0, run.workspace.required_approvals - taken.count("approve"))


def _breaks_now(run: Run) -> str:
    """The guardrails changed after the verdict: why the plan would be blocked today, unless an owner overruled it."""
    evaluation = conclude(run, policy_of(run.workspace))
    if evaluation.verdict.outcome is Outcome.NEEDS_APPROVAL and run.state == State.AUTO_APPROVED:
        return "Guardrails changed since a rule approved this run, and now it takes a person: upload the plan again."
    if evaluation.verdict.outcome is not Outcome.BLOCKED:
        return ""
    broken = {
        found.guardrail
        for found in evaluation.findings
        if found.status is Status.VIOLATED and found.enforcement is Enforcement.MANDATORY and not found.standing
    }
    overruled = {name for decision in run.decisions.filter(action="override") for name in decision.guardrails}
    if broken <= overruled:
        return ""
    names = ", ".join(sorted(broken - overruled))
    return f"Guardrails changed since this run was judged, and it breaks {names}: upload the plan again."


def _attest(run: Run) -> str:
    now = clock.now()
    claims: dict[str, Any] = {
        "iss": settings.PORTAL_URL,
        "iat": int(now.timestamp()),
        "exp": int((now + ATTESTED_FOR).timestamp()),
        "sub": f"{run.workspace.slug}/{run.number}",
        "run": run.pk,
        "state": run.state,
        "digest": run.digest,
        "planfile_sha256": run.planfile_sha256,
        "evidence": run.evidence,
        "commit": run.commit,
        "approved_by": [decision.name for decision in run.decisions.all() if decision.action != "reject"],
    }
    return signing.sign(claims, settings.SIGNING_KEY, settings.PORTAL_DATA_DIR / SIGNING_KEY_FILE)


@in_one_transaction()
def tell(run: Run, by: Actor, outcome: str, *, serial: int | None = None, log_end: str = "") -> Run:
    """Keep what became of an apply. Telling the same twice is the same as once; raises Invalid and Stale."""
    events = {"applied": Event.APPLY, "apply_failed": Event.FAIL_TO_APPLY}
    if outcome not in events:
        raise Invalid(f"“{outcome}” is no outcome: send {' or '.join(events)}.")
    held = locks.run(run.pk)
    if held.state == outcome:
        return held
    held.state = lifecycle.after(State(held.state), events[outcome])
    held.applied_at = clock.now() if outcome == "applied" else None
    held.save(update_fields=["state", "applied_at"])
    # The end of an apply log may quote secrets: that it came is kept, its text is not.
    detail = {"serial": serial, "log_characters": len(log_end)}
    audit.record(by, f"run.{outcome}", str(held), run=held, detail=detail)
    return held
