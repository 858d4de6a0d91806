"""A run is judged: its clean document through the pipeline, and every conclusion kept in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.conf import settings
from django.db.models import F

from gitops_portal.actions import audit, clock, drift, heard, own_prices, postures, usage
from gitops_portal.actions.carry_over import carry_over
from gitops_portal.actions.guardrails import rules_of
from gitops_portal.actions.rejudge import dot, occasion, planned
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import code, prices
from gitops_portal.core import approvals, cli_flags, lifecycle, report, versions
from gitops_portal.core.approval_rules import facts
from gitops_portal.core.brief.brief import Past, briefly, of_plan
from gitops_portal.core.collector import resting
from gitops_portal.core.dependencies import remote_state
from gitops_portal.core.difference import canonical
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.events import Verb
from gitops_portal.core.index import Index
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.model import Action, ChangeSet, Evaluation, Outcome, Status
from gitops_portal.core.payloads.runs import ApprovedByRule, Evaluated
from gitops_portal.core.pricing.gaps import gaps
from gitops_portal.core.rules.tag_sums import tag_sums
from gitops_portal.core.view import blocks, differences, graph, rows, stands, summary, values
from gitops_portal.core.view.gravest import gravest
from gitops_portal.records import bulk
from gitops_portal.records.models import (
    CostGap,
    Run,
    RunBlock,
    RunChange,
    RunDocument,
    RunFinding,
    RunTag,
    RunText,
    RunValues,
    StateRead,
)
from gitops_portal.records.queries import acting, asked, locks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.actions.own_prices import Paid
    from gitops_portal.core.rules.ruleset import RuleSet
    from gitops_portal.core.view.rows import ChangeRow, FindingRow

PATIENCE: Final = 60.0
"""For how many seconds conclusions wait for the database: making them took long, and nobody is kept by it."""


def run(run: Run) -> None:
    """Judge a claimed run and keep the conclusions. A run that was taken away meanwhile stays as it is."""
    rules = rules_of(run.workspace)
    with resting():
        told, paid, said = usage.told(run.workspace), own_prices.paid(), heard.of(run, rules)
        of_run = occasion(run, said)
        evaluation = evaluate(planned(run), rules, paid.book, dot=dot(run), usage=told, occasion=of_run)
        _keep(_conclusions(run, rules, evaluation, paid, said.version), rules)


class _Document(NamedTuple):
    """The row of `RunDocument`."""

    view: graph.Document
    report: Mapping[str, Any]
    cost_lines: list[dict[str, Any]]
    stands: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Conclusions:
    """All that is to be kept of an evaluation, ready to be written: making it takes long, and no lock is held yet."""

    run: Run
    evaluation: Evaluation
    told: Mapping[str, Any]
    columns: bulk.Columns
    rows: list[bulk.Rows]
    reads: list[StateRead]
    drift: drift.Prepared


def _conclusions(run: Run, held: RuleSet, evaluation: Evaluation, paid: Paid, tools: str) -> _Conclusions:
    types = rows.types(evaluation.changes)
    version = held.version(types)
    digests = canonical.digests(evaluation.changes)
    index = Index(evaluation.changes)
    found, columns = rows.findings(evaluation), rows.columns(evaluation, digests)
    result = canonical.result(index)
    plainly = of_plan(evaluation, evaluation.graph, held)
    alone = report.report(evaluation, evaluation.graph, briefly(evaluation, plainly, Past()), run.digest)
    said = briefly(evaluation, plainly, _past(run, evaluation.changes, alone["plan"], result))
    changed = rows.changes(evaluation, digests, {address for one in said.sentences for address in one.addresses})
    told = {
        **columns,
        "gravest": gravest(evaluation, changed),
        "headline": said.headline,
        **_asked(run, evaluation, columns, changed, found),
        "result_digest": result,
        "summary": {**summary.summary(evaluation, said, run.digest), **_beside(evaluation, held, paid)},
        "types": types,
        **_versions(version, run.workspace.usage_version, paid.version, tools),
        "evidence": rows.evidence(run.digest, version, alone),  # an equal plan has equal evidence, whatever came before
        "lease_until": None,
        "error": "",
    }
    priced = summary.cost_lines(evaluation.cost), stands.written(evaluation.changes)
    documents = _Document(graph.view(evaluation), {**alone, "brief": report.brief(said)}, *priced)
    return _Conclusions(
        run,
        evaluation,
        told,
        columns=bulk.columns(Run, told),
        rows=[bulk.rows(RunDocument, [documents], run_id=run.pk), *_rows(run, evaluation, changed, found)],
        reads=[
            StateRead(workspace=run.workspace, address=read.address, block=read.block, outputs=list(read.outputs))
            for read in remote_state.reads(index)
        ],
        drift=drift.prepare(run, evaluation.changes),
    )


def _beside(evaluation: Evaluation, held: RuleSet, paid: Paid) -> dict[str, Any]:
    """Whose setting the enforcement of each guardrail is that objects; and which version of the prices file says what
    is paid other than list prices, on which day.
    """
    assigned = {name: held.origin(name) for name in sorted({found.guardrail for found in evaluation.findings})}
    by = {"paid_by": {"file": paid.file, "on": f"{paid.day}"}} if paid.version else {}
    return {"assigned": assigned, **by}


def _versions(rules: str, usage: str, own: str, tools: str) -> dict[str, str]:
    return {
        "rules_version": rules,
        "prices_version": prices.version(settings.PRICES_DIR),
        "usage_version": usage,
        "own_prices_version": own,
        "tools_version": tools,
        "code_version": code.version(),
        "holds_under": "",
    }


def _rows(run: Run, evaluation: Evaluation, changed: list[ChangeRow], found: list[FindingRow]) -> list[bulk.Rows]:
    return [
        bulk.rows(RunChange, changed, run_id=run.pk),
        bulk.rows(RunValues, values.values(evaluation, changed), run_id=run.pk),
        bulk.rows(RunFinding, found, run_id=run.pk, at=run.created_at),
        bulk.rows(RunText, differences.texts(evaluation), run_id=run.pk),
        bulk.rows(RunBlock, blocks.blocks(evaluation), run_id=run.pk),
        bulk.rows(RunTag, tag_sums(evaluation.changes, evaluation.cost), run_id=run.pk),
        bulk.rows(CostGap, gaps(evaluation.cost), run_id=run.pk),
    ]


def _asked(
    run: Run,
    evaluation: Evaluation,
    columns: Mapping[str, Any],
    changed: Iterable[ChangeRow],
    found: Iterable[FindingRow],
) -> dict[str, Any]:
    """What approval rules ask of it, as columns: worked out once, so that neither gate nor page has to."""
    beside = facts.beside(evaluation)
    told = facts.facts(
        [facts.Touched(row.address, row.type, row.module, row.action) for row in changed],
        [
            facts.Found(row.guardrail, row.severity, row.status)
            for row in found
            if not row.standing and row.status != Status.WAIVED
        ],
        (columns["cost_before"], columns["cost_after"]),
        beside,
        run.identity,
    )
    return asked.columns(asked.worked_out(asked.book_of(run.workspace), told)) | {"asked_beside": facts.written(beside)}


def _past(run: Run, changes: ChangeSet, plan: Mapping[str, Any], result: str) -> Past:
    """What earlier runs of the workspace tell of this one."""
    before = acting.last_applied(run)
    versions_then = before.summary.get("versions") if before else None
    same = acting.applied_with(run, result) if report.applies(plan) else None
    outputs = [output.name for output in changes.outputs if output.action is not Action.NO_OP]
    readers, may_read = acting.readers_of(run.workspace, outputs)
    return Past(
        first=acting.is_first(run),
        returns_to=f"run {same.number} applied{f', commit {same.commit[:7]}' if same.commit else ''}" if same else "",
        moved=versions.moved(versions_then, versions.asked(changes)) if versions_then else (),
        readers=readers,
        may_read=may_read,
    )


@in_one_transaction(PATIENCE)
def _keep(found: _Conclusions, rules: RuleSet) -> None:
    held = locks.run(found.run.pk)
    if (held.state, held.attempts) != (State.EVALUATING, found.run.attempts):
        return
    for name, value in found.told.items():
        setattr(held, name, value)
    found.columns.write(held.pk)
    held.evaluated_at = clock.now()
    held.state = lifecycle.after(State(held.state), _event(held, found.evaluation))
    held.save(update_fields=["evaluated_at", "state"])
    for new in found.rows:
        new.model._default_manager.filter(run=held).delete()  # noqa: SLF001 - Django's public way to a model's rows
        new.write()
    if acting.is_newest(held):
        _newest(held, found)
    detail = Evaluated(
        verdict=held.verdict,
        state=held.state,
        evidence=held.evidence,
        blocking=held.blocking,
        policy=held.rules_version,
    )
    audit.record(audit.PORTAL, Verb.RUN_EVALUATED, str(held), run=held, detail=detail)
    if held.state == State.AUTO_APPROVED and held.approved_by_rule:
        by = ApprovedByRule(rule=held.approved_by_rule, version=held.approval_version)
        audit.record(audit.PORTAL, Verb.RUN_APPROVED_BY_RULE, str(held), run=held, detail=by)
    carry_over(held, audit.PORTAL)
    heard.judge_again(held, rules)


def _event(run: Run, evaluation: Evaluation) -> Event:
    """What a verdict does to a run. A drift run is only looked at; nothing to apply, or nobody to ask, approves."""
    if run.kind == "drift":
        return Event.OBSERVE
    if evaluation.verdict.outcome is Outcome.BLOCKED:
        return Event.BLOCK
    changes_something = report.applies(run.summary["plan"])
    anybody = 0 if run.approved_by_rule else run.workspace.required_approvals
    waits = bool(run.requirements) or approvals.asked(anybody, changes_something=changes_something)
    if evaluation.verdict.outcome is Outcome.PASSED and not waits:
        return Event.APPROVE_BY_RULE
    return Event.AWAIT


def _newest(run: Run, found: _Conclusions) -> None:
    """The newest plan tells how far state and real world have drifted apart, and which other states are read."""
    if run.kind == "plan":
        CostGap.objects.filter(run__workspace=run.workspace, run__number__lt=run.number).delete()
    if cli_flags.verifies(found.evaluation.changes):
        postures.found_by_plan(run.workspace, run)
    drift.keep(run, found.drift)
    StateRead.objects.filter(workspace=run.workspace).delete()
    StateRead.objects.bulk_create(found.reads)


@in_one_transaction(PATIENCE)
def fail(run: Run, reason: str) -> None:
    """End a run that cannot be evaluated, with a sentence that its page shows."""
    held = locks.run(run.pk)
    if (held.state, held.attempts) != (State.EVALUATING, run.attempts):
        return
    held.state = lifecycle.after(State(held.state), Event.FAIL)
    held.error = reason
    held.lease_until = None
    held.save(update_fields=["state", "error", "lease_until"])
    audit.record(audit.PORTAL, Verb.RUN_ERRORED, str(held), run=held, reason=reason)


@in_one_transaction()
def leave(run: Run) -> None:
    """Put a run back that a store or the database was away for: the clock queues it again, and it was no attempt."""
    Run.objects.filter(pk=run.pk, state=State.EVALUATING, attempts=run.attempts).update(
        lease_until=clock.now(), attempts=F("attempts") - 1
    )
