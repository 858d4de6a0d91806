"""A run that was just judged in, the approvals of the plan it replaces out: where it does the same, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.actions import audit, clock, versions
from gitops_portal.core import lifecycle, permits, report
from gitops_portal.core.brief.naming import listed
from gitops_portal.core.difference import canonical
from gitops_portal.core.difference.canonical import Part
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.payloads.runs import CarriedOver
from gitops_portal.core.view import older
from gitops_portal.records import queries
from gitops_portal.records.models import Decision
from gitops_portal.records.queries import acting, asked, carrying

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run

EQUAL: Final = "equal"
SUBSET: Final = "subset"
_LONGEST: Final = 300
_SHORT: Final = 12
"""So much of a digest is shown, as elsewhere."""


def carry_over(run: Run, by: Actor) -> None:
    """Take over who approved the plan that a waiting run replaced, within the transaction that ends its evaluation.

    Whoever may not approve it now is left out, and so is an approval that ended. Why nothing came over is kept, to be
    shown beside what is new since.
    """
    before = carrying.replaced_by(run) if run.state == State.AWAITING else None
    given = carrying.approvals(before) if before else []
    if before is None or not given:
        return
    how, why_not = _how(before, run)
    kept = [decision for decision in given if how and _holds(decision, run)]
    names = listed([decision.name for decision in kept or given])
    if not kept:
        why_not = why_not or "the approver may not approve it now, or the approval has ended"
        _note(run, f"Run {before.number} was approved by {names}; that does not carry over: {why_not}.")
        return
    for decision in kept:
        _copy(decision, run)
    missing = queries.approvals(run).missing
    if not missing:
        run.state, run.decided_at = lifecycle.after(State(run.state), Event.APPROVE), granted(run, clock.now())
        run.save(update_fields=["state", "decided_at"])
    same = "would do the same" if how == EQUAL else "does a part of it"
    then = f"run {before.number} (plan {before.digest[:_SHORT]})"
    _note(run, f"Carried over from {then}, approved by {names}: this plan ({run.digest[:_SHORT]}) {same}.")
    detail = CarriedOver(
        run=before.number,
        how=how,
        digest_before=before.digest,
        digest=run.digest,
        change_digest_before=before.change_digest,
        change_digest=run.change_digest,
        approved_by=[decision.identity for decision in kept],
        approvals_missing=missing,
    )
    audit.record(by, Verb.RUN_APPROVAL_CARRIED_OVER, str(run), run=run, detail=detail)


def granted(run: Run, at: datetime) -> datetime:
    """From when an approval counts that is complete `at` some time: what was carried over ends when it would have."""
    return min([at, *(one.created_at for one in queries.run_decisions(run) if one.carried_from_id)])


def _how(before: Run, run: Run) -> tuple[str, str]:
    """How what is planned now compares with what was approved; else why it is not covered, as the end of a sentence."""
    if why_not := next(_differs(before, run), ""):
        return "", why_not
    return (EQUAL if before.change_digest == run.change_digest else SUBSET), ""


def _differs(before: Run, run: Run) -> Iterator[str]:
    then, now = versions.of(before), versions.of(run)
    if not (before.change_digest and run.change_digest):
        yield "what one of the two would do is not fully known"
    if before.lineage and run.lineage and before.lineage != run.lineage:
        yield "it was planned on a state of another lineage"
    if then._replace(tools=now.tools) != now:  # what tools said of the two plans differs; what they object to counts
        yield f"in between, {now.moved(then)[0].lower()}{now.moved(then)[1:]}"
    if set(acting.objecting(run)) - set(acting.objecting(before)):
        yield "guardrails object to something that was not there"
    if before.change_digest == run.change_digest:
        if then.tools != now.tools and _delta(before) != _delta(run):
            yield "another tool reports different costs"
        return
    if new := carrying.new_changes(run, before):
        yield f"{new} change{'s are' if new > 1 else ' is'} new"
    if not _same_beside(before, run):
        yield "it differs in more than its changes"
    if not run.workspace.carries_subsets:
        yield "it does part of it, and the workspace only carries over equal plans"


def _delta(run: Run) -> Decimal | None:
    """How much more it costs a month; None where that is not known."""
    return None if run.cost_before is None or run.cost_after is None else run.cost_after - run.cost_before


def _same_beside(before: Run, run: Run) -> bool:
    """Whether all but the changes is as it was, or gone."""
    parts = {str(part) for part in Part} - {Part.CHANGES, Part.DRIFT}
    return all(run.change_parts.get(part) in {before.change_parts.get(part), canonical.NOTHING} for part in parts)


def _holds(decision: Decision, run: Run) -> bool:
    """Whether this person would approve the run as it is: still allowed to, in time, all that it asks accepted."""
    if decision.person is None or decision.created_at + run.life <= clock.now():
        return False
    to_tick = report.ticked(older.brief(run.summary, run.verdict))
    standing = queries.standing(run, decision.person)
    return {*to_tick} <= {*decision.sentences} and permits.objection(standing, "approve") is None


def _copy(decision: Decision, run: Run) -> None:
    copied = {field.attname: getattr(decision, field.attname) for field in Decision._meta.concrete_fields}  # noqa: SLF001 - Django's public way to a model's columns
    still = {*decision.teams} & {*asked.teams_of(decision.person)} if decision.person else set()
    copied |= {"id": None, "run_id": run.pk, "evidence": run.evidence, "teams": sorted(still)}
    copied["carried_from_id"] = decision.carried_from_id or decision.pk
    Decision.objects.create(**copied)


def _note(run: Run, told: str) -> None:
    run.approval_note = told[:_LONGEST]
    run.save(update_fields=["approval_note"])
