"""A judgement, its graph and its brief in, the report of the public interface out: plain JSON, decimals as strings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.cost_lines import cost_lines, money, spread
from gitops_portal.core.model import (
    Action,
    Brief,
    ChangeSet,
    Cost,
    Finding,
    Graph,
    Gravity,
    Judgement,
    Origin,
    Status,
    Waived,
)
from gitops_portal.core.text import bounded, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORT_VERSION: Final = 1

_PROVIDERS: Final = 20
"""Providers that are listed by name; how many more there are is told."""
_NAMED: Final = 5
"""The same in a sentence."""
_COUNTED: Final = (
    Action.CREATE,
    Action.UPDATE,
    Action.REPLACE,
    Action.DELETE,
    Action.READ,
    Action.NO_OP,
    Action.FORGET,
)


def report(judgement: Judgement, graph: Graph, told: Brief, digest: str) -> dict[str, Any]:
    """The report of one evaluation; `digest` is the SHA-256 of the uploaded bytes."""
    return {
        "report_version": REPORT_VERSION,
        "verdict": str(judgement.verdict.outcome),
        "reasons": list(judgement.verdict.reasons),
        "brief": brief(told),
        "plan": plan(judgement.changes, digest),
        "graph": _graph(graph),
        "cost": _cost(judgement.cost),
        "guardrails": {**guardrails(judgement), "findings": [finding(found) for found in judgement.findings]},
    }


def plan(changes: ChangeSet, digest: str) -> dict[str, Any]:
    """What the plan is, in figures. `complete` is null where it does not say, `flags` stand where CI told any."""
    return {
        "format_version": changes.format_version,
        "terraform_version": changes.terraform_version,
        "tool": changes.tool,
        "digest": digest,
        "resources": len(changes.resources),
        "changes": counts(changes),
        "outputs_changed": sum(output.action is not Action.NO_OP for output in changes.outputs),
        "drifted": len(changes.drifted),
        "modules": len({change.module for change in changes.changes if change.module}),
        "complete": changes.complete,
        "errored": changes.errored,
        **({"flags": list(changes.flags)} if changes.flags else {}),
    }


def applies(plan: Mapping[str, Any]) -> bool:
    """Whether an apply of what `plan` says would do anything, be it to the state alone."""
    idle = {str(Action.NO_OP), str(Action.READ)}
    return bool(plan["outputs_changed"]) or any(count for name, count in plan["changes"].items() if name not in idle)


def counts(changes: ChangeSet) -> dict[str, int]:
    """Entries of `resource_changes` by action; `import` and `move` are marks and counted besides.

    A move counts once, also where only `resource_drift` tells of it.
    `unknown` stands only where there are actions that the portal does not know.
    """
    actions = Counter(change.action for change in changes.resources)
    counted = {str(action): actions[action] for action in _COUNTED}
    counted["import"] = sum(change.importing for change in changes.changes)
    counted["move"] = len(changes.moves)
    if actions[Action.UNKNOWN]:
        counted["unknown"] = actions[Action.UNKNOWN]
    return counted


def brief(told: Brief) -> dict[str, Any]:
    """The brief; `guardrail` stands where a sentence is one guardrail's."""
    return {
        "headline": told.headline,
        "sentences": [
            {
                "gravity": str(one.gravity),
                "kind": str(one.kind),
                "text": one.text,
                "addresses": list(one.addresses),
                **({"guardrail": one.guardrail} if one.guardrail else {}),
            }
            for one in told.sentences
        ],
    }


def ticked(brief: Mapping[str, Any]) -> list[str]:
    """The sentences that whoever lets a run through has to accept one by one."""
    return [told["text"] for told in brief["sentences"] if Gravity(told["gravity"]).ticked]


def guardrails(judgement: Judgement) -> dict[str, Any]:
    """How far guardrails reach, beside what they find; `standing` counts what is violated and not touched."""
    looked = judgement.looked
    violated = [found for found in judgement.findings if found.status is Status.VIOLATED]
    return {
        "evaluated": judgement.evaluated,
        "coverage": covers(judgement),
        "in_force": looked.in_force,
        "answering": looked.rules,
        "resources": looked.resources,
        "nothing_of": [bounded(visible(name)) for name in looked.nothing_of[:_PROVIDERS]],
        "nothing_of_left_out": max(0, len(looked.nothing_of) - _PROVIDERS),
        "standing": sum(found.standing for found in violated),
        "unjudged": list(judgement.unjudged),
    }


def covers(judgement: Judgement) -> str:
    """How far they reach: `2 of 25 guardrails for its providers looked at 3 of 9 resources; none looked at x_*.`"""
    looked, resources = judgement.looked, len(judgement.changes.resources)
    if not looked.in_force:
        return "No guardrail for its providers is in force."
    if not resources:
        return "The plan holds no resources for guardrails to look at."
    among = f"{looked.resources:,} of {resources:,} resource{'s' if resources > 1 else ''}"
    said = f"{looked.rules} of {looked.in_force} guardrails for its providers looked at {among}"
    named = ", ".join(bounded(visible(name)) for name in looked.nothing_of[:_NAMED])
    rest = len(looked.nothing_of) - _NAMED
    beside = f"; none looked at {named}{f' and {rest:,} more' if rest > 0 else ''}" if named else ""
    return f"{said}{beside}."


def _graph(graph: Graph) -> dict[str, Any]:
    return {
        "nodes": len(graph.nodes),
        "edges": len(graph.edges),
        "unresolved_references": len(graph.unresolved),
        "blast_radius": {"changed": graph.changed, "downstream": graph.downstream},
        "edges_by_origin": edges_by_origin(graph),
        "destroyed_downstream": destroyed_downstream(graph),
        "edge_list": [[edge.dependant, edge.dependency] for edge in graph.edges],
    }


def edges_by_origin(graph: Graph) -> dict[str, int]:
    """Edges by the firmest source that tells of them, the firmest first; sources that tell of none stand out."""
    counts = Counter(edge.origin for edge in graph.edges)
    return {str(origin): counts[origin] for origin in Origin if counts[origin]}


def destroyed_downstream(graph: Graph) -> dict[str, int]:
    """How many blocks lose an instance, and what stays as it is and depends on them: blocks, and their instances."""
    found = graph.destroyed
    return {"destroyed": found.destroyed, "blocks": found.blocks, "instances": found.instances}


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "currency": cost.currency,
        "monthly_before": money(cost.before),
        "monthly_after": money(cost.after),
        "monthly_delta": money(cost.delta),
        "price_date": cost.price_date,
        "coverage": coverage(cost),
        "resources": cost_lines(cost.lines),
        **spread(cost.spread),
        **unmatched(cost),
        **told_by(cost),
    }


def unmatched(cost: Cost, most: int | None = None) -> dict[str, Any]:
    """What a usage file tells and nothing in the plan takes: `most` entries of it, and how many there are.

    Nothing where all is taken. An entry without `uses` means no resource of the plan.
    """
    if not cost.unmatched:
        return {}
    told = [{"entry": one.entry, "uses": list(one.uses)} for one in cost.unmatched[:most]]
    return {"usage_unmatched": told, "usage_unmatched_total": len(cost.unmatched)}


def cost_known(covered: Mapping[str, int], told_by: str = "") -> bool:
    """Whether the sums of a cost with this coverage say anything: zero, where nothing could be priced, does not. Those
    that another tool told always do.
    """
    return bool(told_by or covered.get("priced")) or not (covered.get("unpriced") or covered.get("usage_based"))


def cost_told(cost: Cost) -> bool:
    """The same, of a cost."""
    return cost_known(coverage(cost), cost.told_by)


def told_by(cost: Cost) -> dict[str, Any]:
    """Whose the sums are, and those of the lines; nothing where they are the portal's."""
    if not cost.told_by:
        return {}
    before, after = cost.own
    return {"told_by": cost.told_by, "own": {"before": money(before), "after": money(after)}}


def coverage(cost: Cost) -> Mapping[str, int]:
    return {str(status): count for status, count in cost.coverage.items()}


def finding(found: Finding) -> dict[str, Any]:
    """One finding; `standing` marks what this plan does not touch; `waived` stands where somebody waived it."""
    return {
        "guardrail": found.guardrail,
        "severity": str(found.severity),
        "enforcement": str(found.enforcement),
        "address": found.address,
        "status": str(found.status),
        "attribute": found.attribute,
        "value": found.value,
        "message": found.message,
        "standing": found.standing,
        **({"waived": waived(found.waived)} if found.waived else {}),
    }


def waived(by: Waived) -> dict[str, str]:
    """Who answers for a finding; times are RFC 3339."""
    return {"by": by.by, "until": by.until.isoformat(), "reason": by.reason, "approved_by": by.approved_by}
