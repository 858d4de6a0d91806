"""An evaluation in, what the first screen of a run's page shows out: one bounded document."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core import address as addresses
from gitops_portal.core import report, versions
from gitops_portal.core.address import without_keys
from gitops_portal.core.cost_lines import cost_lines as told_lines
from gitops_portal.core.cost_lines import money, spread
from gitops_portal.core.difference import canonical
from gitops_portal.core.difference.diff import diff, of_output
from gitops_portal.core.difference.showing import told
from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Brief,
    Change,
    ChangeSet,
    Cost,
    CostLine,
    CostStatus,
    Evaluation,
    Graph,
    Invocation,
    OutputChange,
)
from gitops_portal.core.view.differences import SHOWN_LINES, cut_of, difference, of_invocation, wholes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHOWN_DIFFERENCES: Final = 10
"""Differences of one drifted resource."""
SHOWN_GROUPS: Final = 20
SHOWN_REFERENCES: Final = 50


def summary(evaluation: Evaluation, said: Brief, digest: str) -> dict[str, Any]:
    """What the run page's first screen shows: bounded, and it tells what it leaves out."""
    changes = evaluation.changes
    listed = {change.address for change in changes.changes}
    moves = [found for found in changes.moves if found.address not in listed]
    outputs = [output for output in changes.outputs if output.action is not Action.NO_OP]
    return {
        "plan": report.plan(changes, digest),
        "reasons": list(evaluation.verdict.reasons),
        "brief": report.brief(said),
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
        "versions": versions.asked(changes),
        "provided": dict(sorted(_provided(changes).items())[:SHOWN_LINES]),
        "provisioners": dict(sorted(changes.provisioned.items())[:SHOWN_LINES]),
        "types": Counter(change.type for change in changes.resources).most_common(SHOWN_LINES),
        "cost": _cost(evaluation.cost),
        "graph": _graph(evaluation.graph, evaluation.chosen.hubs),
        "guardrails": report.guardrails(evaluation),
    }


def _graph(graph: Graph, hubs: Sequence[str]) -> dict[str, Any]:
    return {
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
        "hubs": list(hubs[:SHOWN_LINES]),
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


def cost_lines(cost: Cost) -> list[dict[str, Any]]:
    """What each resource costs: the largest differences first, SHOWN_LINES at most."""
    weighty = sorted(cost.lines, key=lambda line: (-abs(line.delta), -(line.after or line.before or Decimal(0))))
    listed = weighty[:SHOWN_LINES]
    return [
        {
            **told,
            "type": line.type,
            "action": str(line.action),
            "before": money(line.before),
            "after": money(line.after),
        }
        for line, told in zip(listed, told_lines(listed), strict=True)
    ]


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "currency": cost.currency,
        "before": money(cost.before),
        "after": money(cost.after),
        "delta": money(cost.delta),
        "coverage": report.coverage(cost),
        "price_date": cost.price_date,
        "by_type": _groups(cost.lines, "type", {line.address: line.type for line in cost.lines}),
        "by_module": _groups(cost.lines, "module", {line.address: _module(line) for line in cost.lines}),
        "lines_left_out": max(0, len(cost.lines) - SHOWN_LINES),
        "unpriced_by_provider": unpriced_by_provider(cost.lines),
        **spread(cost.spread),
        **report.unmatched(cost, SHOWN_GROUPS),
        **report.told_by(cost),
    }


def unpriced_by_provider(lines: Iterable[CostLine]) -> list[dict[str, Any]]:
    """How many resources of each provider have no price, the most first; those beyond SHOWN_GROUPS as one."""
    counted = Counter(line.type.partition("_")[0] for line in lines if line.status is CostStatus.UNPRICED)
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    told = [{"provider": provider, "count": count} for provider, count in order[:SHOWN_GROUPS]]
    if rest := order[SHOWN_GROUPS:]:
        told.append({"provider": f"{len(rest)} others", "count": sum(count for _, count in rest)})
    return told


def _module(line: CostLine) -> str:
    """The module of a cost line, without keys."""
    return addresses.parse(without_keys(line.address)).module


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
        {name: group, "before": money(before[group]), "after": money(after[group]), "count": count[group]}
        for group in order[:SHOWN_GROUPS]
    ]
    if rest := order[SHOWN_GROUPS:]:
        rows.append(
            {
                name: f"{len(rest)} others",
                "before": money(sum((before[group] for group in rest), Decimal(0))),
                "after": money(sum((after[group] for group in rest), Decimal(0))),
                "count": sum(count[group] for group in rest),
            }
        )
    return rows
