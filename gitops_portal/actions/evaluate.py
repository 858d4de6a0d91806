"""A run is judged: its clean document through the pipeline, and every conclusion kept in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from gitops_portal.actions import audit, clock
from gitops_portal.actions.guardrails import policy_of
from gitops_portal.adapters import prices
from gitops_portal.adapters.artifacts import store
from gitops_portal.core import lifecycle, parse, report
from gitops_portal.core.dependencies import instances, remote_state
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.model import Actor, ActorKind, ChangeSet, Evaluation, Outcome, Policy
from gitops_portal.records import codec, drawing, undrawn
from gitops_portal.records.models import Run, RunBlock, RunChange, RunFinding, StateRead, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTAL = Actor(ActorKind.PORTAL, "portal")


def conclude(run: Run, policy: Policy) -> Evaluation:
    """Everything concluded about a run's plan under a policy; nothing is kept. Raises PortalError."""
    artifacts = store(settings.ARTIFACTS_URL)
    dot = artifacts.get(run.dot).decode() if run.dot else ""
    return evaluate(parse.read(artifacts.get(run.artifact)), prices.load(settings.PRICES_DIR), policy, dot=dot)


def run(run: Run) -> None:
    """Judge a claimed run and keep the conclusions. A run that was taken away meanwhile stays as it is."""
    policy = policy_of(run.workspace)
    evaluation = conclude(run, policy)
    reported = report.report(evaluation, run.digest)
    with transaction.atomic():
        held = (
            Run.objects.select_for_update()
            .select_related("workspace")
            .filter(pk=run.pk, state=State.EVALUATING, attempts=run.attempts)
            .first()
        )
        if held is None:
            return
        for name, value in codec.columns(evaluation).items():
            setattr(held, name, value)
        held.summary = codec.summary(evaluation, run.digest)
        held.view = codec.view(evaluation)
        held.report = reported
        held.policy_version = policy.version
        held.evidence = codec.evidence(run.digest, policy.version, reported)
        held.evaluated_at = clock.now()
        held.lease_until = None
        held.error = ""
        held.state = lifecycle.after(State(held.state), _event(held, evaluation))
        held.save()
        RunChange.objects.filter(run=held).delete()
        RunFinding.objects.filter(run=held).delete()
        RunChange.objects.bulk_create(codec.change_rows(held, evaluation), batch_size=500)
        RunFinding.objects.bulk_create(codec.finding_rows(held, evaluation), batch_size=500)
        RunBlock.objects.filter(run=held).delete()
        RunBlock.objects.bulk_create(_blocks(held, evaluation), batch_size=500)
        _verified(held)
        _read_states(held, evaluation.changes)
        audit.record(
            PORTAL,
            "run.evaluated",
            str(held),
            run=held,
            detail={
                "verdict": held.verdict,
                "state": held.state,
                "evidence": held.evidence,
                "policy": policy.version,
                "blocking": held.blocking,
            },
        )


def _event(run: Run, evaluation: Evaluation) -> Event:
    """What a verdict does to a run. A drift run is only looked at; nothing to apply, or nobody to ask, approves."""
    if run.kind == "drift":
        return Event.OBSERVE
    if evaluation.verdict.outcome is Outcome.BLOCKED:
        return Event.BLOCK
    asks = run.workspace.required_approvals and _applies(evaluation.changes)
    if evaluation.verdict.outcome is Outcome.PASSED and not asks:
        return Event.APPROVE_BY_RULE
    return Event.AWAIT


def _applies(changes: ChangeSet) -> bool:
    """Whether an apply would do anything, be it to the state alone."""
    return any(change.action.changes or change.moved or change.importing for change in changes.changes) or any(
        output.action.changes for output in changes.outputs
    )


def _verified(run: Run) -> None:
    """A plan compares the state with the real world: the newest one tells how far the two have drifted apart."""
    newest = run.number == run.workspace.last_number
    if newest and not run.summary["plan"]["errored"]:
        Workspace.objects.filter(pk=run.workspace_id).update(
            drifted=run.drifted, verified_at=run.created_at, unverified=False
        )


def _blocks(run: Run, evaluation: Evaluation) -> Iterator[RunBlock]:
    beside = undrawn.beside(evaluation)
    for found in instances.neighbourhoods(evaluation.changes, evaluation.graph):
        yield RunBlock(run=run, block=found.block, document=drawing.inside(found) | beside.pop(found.block, {}))
    for block, document in beside.items():
        yield RunBlock(run=run, block=block, document=document)


def _read_states(run: Run, changes: ChangeSet) -> None:
    """The newest plan tells which other states a workspace reads."""
    if run.number != run.workspace.last_number:
        return
    StateRead.objects.filter(workspace=run.workspace).delete()
    StateRead.objects.bulk_create(
        StateRead(workspace=run.workspace, address=read.address, block=read.block, outputs=list(read.outputs))
        for read in remote_state.reads(changes)
    )


def fail(run: Run, reason: str) -> None:
    """End a run that cannot be evaluated, with a sentence that its page shows."""
    with transaction.atomic():
        held = (
            Run.objects.select_for_update()
            .select_related("workspace")
            .filter(pk=run.pk, state=State.EVALUATING)
            .first()
        )
        if held is None:
            return
        held.state = lifecycle.after(State(held.state), Event.FAIL)
        held.error = reason
        held.lease_until = None
        held.save(update_fields=["state", "error", "lease_until"])
        audit.record(PORTAL, "run.errored", str(held), run=held, reason=reason)
