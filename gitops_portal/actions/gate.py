"""CI asks before `apply`: the answer, its reason, an attestation to keep."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from gitops_portal.actions import approvals, audit, circumstances, clock, keys
from gitops_portal.actions.guardrails import rules_of
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import permits, text, words
from gitops_portal.core.approvals import lasting
from gitops_portal.core.bypass import ATTESTED_FOR
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import State
from gitops_portal.core.payloads.runs import GateAnswered
from gitops_portal.records import queries
from gitops_portal.records.models import GateAnswer
from gitops_portal.records.queries import acting, applies, locks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.model import Actor
    from gitops_portal.core.rules.waivers import Waiver
    from gitops_portal.records.models import Decision, Run

TOLD_EVERY = timedelta(minutes=10)
"""CI asks again and again: the same answer stands in the trail once in so long."""
_SHORT_COMMIT = re.compile(r"[0-9a-f]{7,}")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether CI may apply, and why (not). `again_in` says after how many seconds asking again makes sense."""

    allowed: bool
    reason: str
    again_in: int | None = None
    attestation: str = ""


@dataclass(frozen=True, slots=True)
class AboutToApply:
    """What the job that applies says of what it is about to apply; each is compared where it is named.

    `plan_sha256` is of what `terraform show -json` prints of the plan file there, `commit` what is checked out,
    `lineage` and `serial` those of the state.
    """

    planfile_sha256: str = ""
    plan_sha256: str = ""
    commit: str = ""
    lineage: str = ""
    serial: int | None = None


NOTHING_TOLD: Final = AboutToApply()


def ask(run: Run, told: AboutToApply = NOTHING_TOLD) -> Answer:
    """Whether this run's plan may be applied now. Only what was approved, and only the very plan file that was."""
    state = State(run.state)
    if state.moving:
        return Answer(False, f"This run is still {state}: ask again.", again_in=5)
    if reason := next(_objections(run, told), ""):
        return Answer(False, reason)
    rules = rules_of(run.workspace)
    if reason := circumstances.otherwise(run, rules):
        return Answer(False, reason)
    unbound = "" if run.planfile_sha256 else ", and not bound to a plan file: whatever CI applies now"
    return Answer(True, f"{run} is {state.label}{unbound}.", attestation=_attest(run, rules.waivers))


def answer(run: Run, by: Actor, told: AboutToApply = NOTHING_TOLD) -> tuple[Run, Answer]:
    """What `ask` says, kept in the trail, and the run as it was then.

    A yes is said under the run's lock: in the trail, too, it comes before whatever closes the gate, or it is a no.
    """
    last = applies.gate_answer(run)
    if last is None and not State(run.state).moving:  # whatever the answer is, it is the first
        return _answered(run, by, told)
    said = ask(run, told)
    if said.again_in or not _is_news(said, last):  # while a run moves, there is no answer yet
        return run, said
    return _answered(run, by, told, said)


def _is_news(said: Answer, last: GateAnswer | None) -> bool:
    told = (said.allowed, said.reason)
    return last is None or (last.allowed, last.reason) != told or last.told_at <= clock.now() - TOLD_EVERY


@in_one_transaction()
def _answered(run: Run, by: Actor, told: AboutToApply, said: Answer | None = None) -> tuple[Run, Answer]:
    held = locks.run(run.pk)
    queries.keep_decisions(held)  # nobody decides while it is locked
    if said is None or said.allowed:
        run, said = held, ask(held, told)
    last = applies.gate_answer(held)
    if not said.again_in and _is_news(said, last):
        _note(run, by, said, told, last or GateAnswer(run=held))
    return run, said


def _note(run: Run, by: Actor, answer: Answer, told: AboutToApply, kept: GateAnswer) -> None:
    kept.allowed, kept.reason, kept.told_at = answer.allowed, answer.reason, clock.now()
    if answer.allowed:
        kept.allowed_at = kept.told_at
    kept.save()
    verb = Verb.RUN_GATE_ALLOWED if answer.allowed else Verb.RUN_GATE_REFUSED
    detail = GateAnswered(
        planfile_sha256=_shown(told.planfile_sha256),
        plan_sha256=_shown(told.plan_sha256),
        commit=_shown(told.commit),
        lineage=_shown(told.lineage),
        serial=told.serial,
        digest=run.digest,
        evidence=run.evidence,
    )
    audit.record(by, verb, str(run), run=run, reason=answer.reason, detail=detail)


def _shown(named: str) -> str:
    """What CI named, which may be anything, as it may stand in the trail."""
    return text.visible(named[:64])


def _objections(run: Run, told: AboutToApply) -> Iterator[str]:
    """What keeps the gate closed beside the rules and prices of today, the cheapest to find out first."""
    if not State(run.state).allows_apply:
        yield _why_not(run)
    if run.ends_at and run.ends_at <= clock.now():
        lasted = lasting(run.life)
        yield f"The approval of {run} ended after {lasted}, {run.ends_at:%d %B %Y at %H:%M} UTC: upload a new plan."
    yield from _other_file(run, told)
    yield from _other_state(run, told)
    if told.commit and run.commit and not _same_commit(told.commit, run.commit):
        other = told.commit[:12]
        yield f"{run} is of commit {run.commit[:12]}, and CI is about to apply commit {other}: upload its plan."
    if moved := acting.applied_since(run):
        yield f"Run {moved.number} was applied after {run} was planned, so the state has moved: upload a new plan."
    if run.workspace.applies_in_order and (first := acting.not_applied_before(run)):
        # its own plan tells what it reads; whose that is, and which run, is for those who reach that workspace
        why = "the same change request is about to change it: apply that first"
        yield f"It reads the state {text.bounded(text.visible(first))}, and another run of {why}."
    yield from approvals.objections(run)


def _other_state(run: Run, told: AboutToApply) -> Iterator[str]:
    """Why the state that the plan was made of is not the one that it would be applied to, as far as both are known."""
    again = "upload a new plan."
    if told.lineage and run.lineage and told.lineage != run.lineage:
        yield f"{run} was planned on a state of another lineage than CI is about to change: {again}"
    if told.serial is not None and run.serial is not None and told.serial != run.serial:
        yield f"{run} was planned on serial {run.serial} of the state, which is at serial {told.serial} now: {again}"
    seen = acting.state_after(run)
    if seen:
        yield f"{run} was planned on serial {run.serial} of the state, and serial {seen.serial} was seen since: {again}"


def _other_file(run: Run, told: AboutToApply) -> Iterator[str]:
    """Why what CI is about to apply is not, or is not known to be, the plan that was uploaded."""
    planfile_sha256, plan_sha256 = told.planfile_sha256.lower(), told.plan_sha256.lower()
    if run.planfile_sha256 and planfile_sha256 != run.planfile_sha256:
        other = "another plan file" if planfile_sha256 else "no planfile_sha256"
        yield f"The approval holds for one plan file, and CI named {other}: apply the file that was uploaded."
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
        needs = "".join(f"; needs {need}" for need in queries.approvals(run).open_needs)
        return f"{run} is {State(run.state).label}: {words.without_lead(run.headline)}{needs}."
    if run.state == State.BLOCKED:
        why = ", ".join(queries.blocking_guardrails(run)) or "; ".join(run.summary.get("reasons", [])[:1])
        return f"{run} is blocked: {why}."
    if run.state == State.SUPERSEDED and run.superseded_by:
        return f"{run} is superseded by run {run.superseded_by.number}: {run.successor}."
    return f"{run} is {State(run.state).label}{f': {run.successor}' if run.successor else ''}."


def _requested(decision: Decision) -> str:
    """Who asked for what, on one line."""
    return f"{decision.name} asked for “{text.bounded(text.visible(' '.join(decision.reason.split())))}”"


def _attest(run: Run, waivers: Iterable[Waiver]) -> str:
    now = clock.now()
    ends = [waiver.until for waiver in waivers]
    until = min(now + ATTESTED_FOR, run.ends_at or now, *ends)  # nothing is vouched for beyond the end of a waiver
    let = [decision for decision in queries.run_decisions(run) if decision.action in permits.LETS_THROUGH]
    claims: dict[str, Any] = {
        "iss": settings.PORTAL_URL,
        "iat": int(now.timestamp()),
        "exp": int(until.timestamp()),
        "jti": str(uuid.uuid4()),
        "sub": f"{run.workspace.slug}/{run.number}",
        "run": run.pk,
        "state": run.state,
        "digest": run.digest,
        "planfile_sha256": run.planfile_sha256,
        "evidence": run.evidence,
        "commit": run.commit,
        "lineage": run.lineage,
        "serial": run.serial,
        "rules": run.rules_version,
        "prices": run.prices_version,
        "code": run.code_version,
        "approved_by": [decision.name for decision in let],
        "accepted": list(dict.fromkeys(text for decision in let for text in decision.sentences)),
    }
    return keys.ring().sign(claims)
