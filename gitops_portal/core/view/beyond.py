"""An evaluation in, what the bounded drawing leaves out of its graph out, block by block: nothing is out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import structs

from gitops_portal.core import address as addresses
from gitops_portal.core.view.graph import Beside, Document, EdgeRow, Inside, teller
from gitops_portal.core.view.node import NodeRow

if TYPE_CHECKING:
    from gitops_portal.core.model import Evaluation

BESIDE: Final = 50
"""Neighbours on either side of a block that are listed; the rest is counted."""

SIDES: Final = ("needs", "needed_by")


def beside(evaluation: Evaluation) -> dict[str, Inside]:
    """What is beyond the drawing, per block where there is anything."""
    missing, empty = set(evaluation.chosen.left_out), evaluation.graph.empty
    if not missing:
        return {}
    told = teller(evaluation)
    nodes = {node.address: node for node in evaluation.graph.nodes}
    found = {address: _around(told(node)) for address, node in nodes.items() if address in missing}
    for edge in evaluation.graph.edges:
        if edge.dependant not in missing and edge.dependency not in missing:
            continue
        if not empty.isdisjoint((edge.dependant, edge.dependency)):
            continue
        origins = [str(origin) for origin in edge.origins]
        ends = (edge.dependant, edge.dependency)
        for side, own, other in zip(SIDES, ends, reversed(ends), strict=True):
            if own in missing or other in missing:
                node = nodes[other]
                place = found.setdefault(own, _around(None))
                _add(place.beside, side, [other, str(node.action), max(1, len(node.instances)), origins])
    return found


def _around(block: NodeRow | None) -> Inside:
    return Inside(node=block, beside=Beside([], [], dict.fromkeys(SIDES, 0)))


def _add(place: Beside | None, side: str, row: list[Any]) -> None:
    if place is None:
        return
    listed: list[list[Any]] = getattr(place, side)
    if len(listed) < BESIDE:
        listed.append(row)
    else:
        place.more[side] += 1


def surroundings(own: NodeRow, needs: list[list[Any]], needed_by: list[list[Any]]) -> Document:
    """A graph of one undrawn block and its direct neighbours: what it needs stands left.

    Modules have no frames here, so a name says its module.
    """
    nodes = [_apart(own)]
    edges: list[EdgeRow] = []
    for rows, needed in ((needs, True), (needed_by, False)):
        for address, action, count, origins in rows:
            if address == own.address:
                continue
            ends = [0, len(nodes)] if needed else [len(nodes), 0]
            edges.append([*ends, origins[0], origins[1:]] if origins[1:] else [*ends, *origins])
            nodes.append(_apart(_neighbour(address, action, count)))
    return Document(nodes=nodes, edges=edges, apart=own.address)


def _apart(block: NodeRow) -> NodeRow:
    return structs.replace(block, name=_named(block.address), module="")


def _neighbour(address: str, action: str, count: int) -> NodeRow:
    return NodeRow(address, addresses.parse(address).type, "", "", action, count, {action: count}, 0, "", "")


def _named(address: str) -> str:
    """The address is a block's and has no keys: `module.a.module.b.aws_x.this` is `b.this`."""
    told = addresses.parse(address)
    return ".".join((*told.names[-1:], told.name))
