"""An Evaluation in, what a run's row keeps of it out: bounded documents for the page, rows for lists, one report."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core import report
from gitops_portal.core.difference import canonical, compare
from gitops_portal.core.difference.diff import diff, of_output
from gitops_portal.core.difference.showing import told
from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Change,
    ChangeSet,
    Cost,
    CostLine,
    Enforcement,
    Evaluation,
    Finding,
    Invocation,
    OutputChange,
    Status,
    without_keys,
)
from gitops_portal.records.differences import SHOWN_LINES, cut_of, difference, marks, of_invocation, texts, wholes
from gitops_portal.records.drawing import view
from gitops_portal.records.models import Run, RunBlock, RunChange, RunFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["change_rows", "columns", "difference", "evidence", "finding_rows", "marks", "summary", "texts", "view"]

SHOWN_DIFFERENCES: Final = 10
"""Differences of one drifted resource."""
SHOWN_GROUPS: Final = 20
SHOWN_REFERENCES: Final = 50


def evidence(run_digest: str, policy_version: str, reported: Mapping[str, Any]) -> str:
    """The SHA-256 of what a decision is bound to: the uploaded plan, the rules, and everything concluded."""
    text = json.dumps([run_digest, policy_version, reported], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def columns(evaluation: Evaluation) -> dict[str, Any]:
    """The columns of a Run that lists filter, sort or sum."""
    counts = report.counts(evaluation.changes)
    judged = [found for found in evaluation.findings if not found.standing]
    violated = [found for found in judged if found.status is Status.VIOLATED]
    digests = canonical.digests(evaluation.changes)
    return {
        "verdict": str(evaluation.verdict.outcome),
        "change_digest": digests.whole if evaluation.changes.full else "",
        "change_parts": {str(part): digest for part, digest in digests.parts.items()},
        "creates": counts["create"],
        "updates": counts["update"],
        "replaces": counts["replace"],
        "deletes": counts["delete"],
        "resources": len(evaluation.changes.resources),
        "drifted": len(evaluation.changes.drifted),
        "blocking": sum(found.enforcement is Enforcement.MANDATORY for found in violated),
        "warnings": sum(found.enforcement is not Enforcement.MANDATORY for found in violated),
        "undetermined": sum(found.status is Status.UNDETERMINED for found in judged),
        **_sums(evaluation.cost),
    }


def _sums(cost: Cost) -> dict[str, Decimal | None]:
    """The totals; null where nothing could be priced, for unknown is not zero."""
    known = report.cost_known(report.coverage(cost))
    return {"cost_before": cost.before if known else None, "cost_after": cost.after if known else None}


def summary(evaluation: Evaluation, digest: str) -> dict[str, Any]:
    """What the run page's first screen shows: bounded, and it tells what it leaves out."""
    changes, graph = evaluation.changes, evaluation.graph
    listed = {change.address for change in changes.changes}
    moves = [found for found in changes.moves if found.address not in listed]
    outputs = [output for output in changes.outputs if output.action is not Action.NO_OP]
    return {
        "plan": report.plan(changes, digest),
        "reasons": list(evaluation.verdict.reasons),
        "oddities": list(changes.oddities[:SHOWN_LINES]),
        "outputs": [_output(output) for output in outputs[:SHOWN_LINES]],
        "outputs_left_out": max(0, len(outputs) - SHOWN_LINES),
        "drift": [_drifted(found) for found in changes.drifted[:SHOWN_LINES]],
        "drift_left_out": max(0, len(changes.drifted) - SHOWN_LINES),
        "moves": [{"from": found.previous_address, "address": found.address} for found in moves[:SHOWN_LINES]],
        "moves_left_out": max(0, len(moves) - SHOWN_LINES),
        "deferred": [
            {"address": found.address, "action": str(found.action), "reason": reason}
            for reason, found in changes.deferred[:SHOWN_LINES]
        ],
        "deferred_total": len(changes.deferred),
        "noise": dict(Counter(str(found.noise) for found in evaluation.diffs if found.noise)),
        "invocations": [_invocation(found) for found in changes.invocations[:SHOWN_LINES]],
        "invocations_left_out": max(0, len(changes.invocations) - SHOWN_LINES),
        "providers": [
            {"key": key, "name": found.full_name, "region": found.region, "configured": changes.configured.get(key, "")}
            for key, found in sorted(changes.providers.items())[:SHOWN_LINES]
        ],
        "provided": dict(sorted(_provided(changes).items())[:SHOWN_LINES]),
        "provisioners": dict(sorted(changes.provisioned.items())[:SHOWN_LINES]),
        "cost": _cost(evaluation.cost),
        "graph": {
            "nodes": len(graph.nodes),
            "edges": len(graph.edges),
            "empty": sorted(graph.empty)[:SHOWN_REFERENCES],
            "empty_total": len(graph.empty),
            "changed": graph.changed,
            "downstream": graph.downstream,
            "unresolved": list(graph.unresolved[:SHOWN_REFERENCES]),
            "unresolved_total": len(graph.unresolved),
            "recalled": graph.recalled,
            "edges_by_origin": report.edges_by_origin(graph),
            "destroyed_downstream": report.destroyed_downstream(graph),
            "edges_left_out": graph.left_out,
            "hubs": list(evaluation.layout.hubs[:SHOWN_LINES]),
        },
        "guardrails": {"evaluated": evaluation.evaluated, "unjudged": list(evaluation.unjudged)},
    }


def _provided(changes: ChangeSet) -> dict[str, str]:
    """Of blocks that change, the provider configurations that they name."""
    blocks = {change.block for change in changes.changes if canonical.counts(change)}
    return {block: key for block, key in canonical.provided(changes).items() if block in blocks}


def _output(output: OutputChange) -> dict[str, Any]:
    """An output as text; one that holds more than a single value also by what differs inside of it."""
    before, after = told(output.before, output.after)
    found = of_output(output)
    plain = all(row.path == output.name for row in found.differences)
    inside = [] if plain else [difference(row) for row in found.differences]
    return {
        "name": output.name,
        "action": str(output.action),
        "before": before,
        "after": after,
        "sensitive": output.sensitive,
        "unknown": output.after is UNKNOWN,
        **wholes(cut_of(output)),
        "diff": inside[:SHOWN_DIFFERENCES],
        "left_out": max(0, len(inside) - SHOWN_DIFFERENCES) + found.left_out,
        "unchanged": found.unchanged if inside else 0,
    }


def _invocation(found: Invocation) -> dict[str, Any]:
    """An action that the apply invokes, and what it is told."""
    told = of_invocation(found)
    return {
        "address": found.address,
        "type": found.type,
        "provider": found.provider,
        "event": found.event,
        "triggered_by": found.triggered_by,
        "order": list(found.order),
        "deferred": found.deferred,
        "diff": [difference(row) for row in told.differences[:SHOWN_REFERENCES]],
        "left_out": max(0, len(told.differences) - SHOWN_REFERENCES) + told.left_out,
    }


def _drifted(change: Change) -> dict[str, Any]:
    found = diff(change)
    return {
        "address": change.address,
        "action": str(change.action),
        "diff": [difference(row) for row in found.differences[:SHOWN_DIFFERENCES]],
        "left_out": max(0, len(found.differences) - SHOWN_DIFFERENCES) + found.left_out,
    }


def _cost(cost: Cost) -> dict[str, Any]:
    weighty = sorted(cost.lines, key=lambda line: (-abs(line.delta), -(line.after or line.before or Decimal(0))))
    return {
        "currency": cost.currency,
        "before": report.money(cost.before),
        "after": report.money(cost.after),
        "delta": report.money(cost.delta),
        "coverage": report.coverage(cost),
        "price_date": cost.price_date,
        "by_type": _groups(cost.lines, "type", {line.address: line.type for line in cost.lines}),
        "by_module": _groups(cost.lines, "module", {line.address: _module(line) for line in cost.lines}),
        "lines": [
            {
                **report.cost_line(line),
                "type": line.type,
                "action": str(line.action),
                "before": report.money(line.before),
                "after": report.money(line.after),
            }
            for line in weighty[:SHOWN_LINES]
        ],
        "lines_left_out": max(0, len(weighty) - SHOWN_LINES),
    }


def _module(line: CostLine) -> str:
    """The module of a cost line: its block address without the last two names (and `data`, which costs nothing)."""
    head, found, _ = without_keys(line.address).rpartition(f".{line.type}.")
    return head if found else ""


def _groups(lines: Iterable[CostLine], name: str, key: Mapping[str, str]) -> list[dict[str, Any]]:
    """Sums per group, the largest first; what is beyond SHOWN_GROUPS is folded into one group named by its count."""
    before: defaultdict[str, Decimal] = defaultdict(Decimal)
    after: defaultdict[str, Decimal] = defaultdict(Decimal)
    count: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        if line.before is None and line.after is None:
            continue
        group = key[line.address]
        before[group] += line.before or 0
        after[group] += line.after or 0
        count[group] += 1
    order = sorted(count, key=lambda group: (-max(before[group], after[group]), group))
    rows = [
        {name: group, "before": report.money(before[group]), "after": report.money(after[group]), "count": count[group]}
        for group in order[:SHOWN_GROUPS]
    ]
    if rest := order[SHOWN_GROUPS:]:
        rows.append(
            {
                name: f"{len(rest)} others",
                "before": report.money(sum((before[group] for group in rest), Decimal(0))),
                "after": report.money(sum((after[group] for group in rest), Decimal(0))),
                "count": sum(count[group] for group in rest),
            }
        )
    return rows


def block_row(run: Run, block: str, document: dict[str, Any]) -> RunBlock:
    return RunBlock(run=run, block=block, key=compare.key(block), document=document)


def change_rows(run: Run, evaluation: Evaluation) -> list[RunChange]:
    """A row per resource that changes, in order of risk; what is noise comes last, class by class."""
    drifted = {change.address for change in evaluation.changes.drifted}
    changes = evaluation.changes.entries
    digests = canonical.digests(evaluation.changes).changes if evaluation.changes.full else {}
    lines = {line.address: line for line in evaluation.cost.lines}
    rows = []
    for rank, found in enumerate(evaluation.diffs):
        entries = changes[found.address, found.deposed]
        change = entries[found.entry]
        digest = digests.get((change.address, change.deposed), "")
        line = lines.get(change.address)
        rows.append(
            RunChange(
                run=run,
                rank=rank,
                address=change.address,
                block=change.block,
                module=change.module,
                type=change.type,
                action=str(change.action),
                marks=marks(change, found, drifted=change.address in drifted),
                diff=[difference(row) for row in found.differences],
                key=compare.key(change.address, *filter(None, [change.deposed])),
                block_key=compare.key(change.block),
                digest=canonical.of_change(change) if digest and len(entries) > 1 else digest,
                unchanged=found.unchanged,
                cost_before=line.before if line else None,
                cost_after=line.after if line else None,
            )
        )
    return rows


def finding_rows(run: Run, evaluation: Evaluation) -> list[RunFinding]:
    """A row per finding."""
    return [
        RunFinding(
            run=run,
            guardrail=found.guardrail,
            severity=str(found.severity),
            enforcement=str(found.enforcement),
            status=str(found.status),
            address=found.address,
            attribute=found.attribute,
            message=found.message,
            standing=found.standing,
            key=finding_key(found),
            block_key=compare.key(without_keys(found.address)),
        )
        for found in evaluation.findings
    ]


def finding_key(found: Finding | RunFinding) -> str:
    """The same guardrail, resource, attribute and answer: the same finding, in whichever run and words."""
    return compare.key(found.guardrail, found.address, found.attribute, str(found.status), str(found.standing))
