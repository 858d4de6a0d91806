"""An Evaluation in, what the browser draws of its graph out: blocks and modules with places, edges by position."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gitops_portal.core import report
from gitops_portal.core.model import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gitops_portal.core.dependencies.instances import Neighbourhood
    from gitops_portal.core.model import CostLine, Edge, Evaluation, Finding, Node

Row = list[Any]


def view(evaluation: Evaluation) -> dict[str, Any]:
    """The drawn graph. Bounded by the layout, which tells what it left out.

    nodes       one per block: `a` address, `t` type, `n` name, `m` module, `x` `y` place, `c` gravest action,
                `k` instances, `acts` how many by action, `d` blocks that depend on it, `f` gravest finding, `cost`
    edges       [dependant, dependency, origin] by position in nodes; a fourth element lists further origins
    hub_edges   the same, of edges that are drawn when one of their ends is chosen: those to a hub, and those that
                a path of other edges stands for
    hubs        position of a hub -> how many depend on it directly
    boxes       `m` module, corners
    """
    places, graph = evaluation.layout.places, evaluation.graph
    drawn = [node for node in graph.nodes if node.address in places]
    index = {node.address: position for position, node in enumerate(drawn)}
    told = teller(evaluation)
    hubs, implied = set(evaluation.layout.hubs), set(evaluation.layout.implied)
    edges: list[Row] = []
    hub_edges: list[Row] = []
    dependants: defaultdict[int, int] = defaultdict(int)
    for edge in graph.edges:
        if edge.dependant not in index or edge.dependency not in index:
            continue
        row = _row(edge, index)
        if edge.dependency in hubs:
            dependants[row[1]] += 1
        waits = edge.dependency in hubs or (edge.dependant, edge.dependency) in implied
        (hub_edges if waits else edges).append(row)
    return {
        "nodes": [
            told(node) | {"x": round(places[node.address].x, 2), "y": round(places[node.address].y, 2)}
            for node in drawn
        ],
        "edges": edges,
        "hubs": {str(position): count for position, count in dependants.items()},
        "hub_edges": hub_edges,
        "boxes": [
            {"m": box.module, "x0": box.x0, "y0": box.y0, "x1": box.x1, "y1": box.y1} for box in evaluation.layout.boxes
        ],
        "left_out": len(evaluation.layout.left_out),
        "edges_left_out": graph.left_out,
    }


def teller(evaluation: Evaluation) -> Callable[[Node], dict[str, Any]]:
    """What is told of a block besides its place, as `view` says."""
    block_of = {change.address: change.block for change in evaluation.changes.changes}
    worst = _worst(evaluation.findings, block_of)
    delta = _deltas(evaluation.cost.lines, block_of)

    def told(node: Node) -> dict[str, Any]:
        return {
            "a": node.address,
            "t": node.type,
            "n": node.name,
            "m": node.module,
            "c": str(node.action),
            "k": max(1, len(node.instances)),
            "acts": {str(action): count for action, count in node.actions.items()},
            "d": evaluation.graph.dependants.get(node.address, 0),
            "f": worst.get(node.address, ""),
            "cost": report.money(delta[node.address]) if delta.get(node.address) else "",
        }

    return told


def inside(found: Neighbourhood) -> dict[str, Any]:
    """A block from inside, for its panel.

    instances       [address, action], bounded; `more` are not listed
    needs           [position of the own instance, instance of a neighbour that it depends on], bounded
    needed_by       [position of the own instance, instance of a neighbour that depends on it], bounded
    pairs_left_out  how many more pairs there are on both sides; an edge that stands for very many lists none
    """
    index = {address: position for position, (address, _) in enumerate(found.instances)}
    needs, needed_by = (
        [[index[own], other] for own, other in pairs if own in index] for pairs in (found.needs, found.needed_by)
    )
    unlisted = len(found.needs) + len(found.needed_by) - len(needs) - len(needed_by)
    return {
        "instances": [[address, str(action)] for address, action in found.instances],
        "more": found.instances_left_out,
        "needs": needs,
        "needed_by": needed_by,
        "pairs_left_out": found.pairs_left_out + unlisted,
    }


def _row(edge: Edge, index: Mapping[str, int]) -> Row:
    row: Row = [index[edge.dependant], index[edge.dependency], str(edge.origin)]
    return [*row, [str(origin) for origin in edge.also]] if edge.also else row


def _worst(findings: Iterable[Finding], block_of: Mapping[str, str]) -> dict[str, str]:
    """Per block the graver of its findings' statuses, waived ones apart."""
    worst: dict[str, str] = {}
    for found in findings:
        block = block_of.get(found.address, "")
        if block and found.status is not Status.WAIVED and worst.get(block) != Status.VIOLATED:
            worst[block] = str(found.status)
    return worst


def _deltas(lines: Iterable[CostLine], block_of: Mapping[str, str]) -> dict[str, Decimal]:
    deltas: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.delta:
            deltas[block_of.get(line.address, "")] += line.delta
    return deltas
