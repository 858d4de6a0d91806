"""A graph in, what of it there is room for out: the drawn nodes, and the edges among them that wait to be drawn."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from gitops_portal.core.dependencies import reach
from gitops_portal.core.model import Chosen

if TYPE_CHECKING:
    from gitops_portal.core.model import Graph, Node

DRAWN: Final = 4000
"""More nodes than this no browser is sent; the others are named in `left_out`."""

HUB: Final = 12
"""A node on which more than this many depend, by edges that no others imply, pulls everything together; its edges are
left to the page."""


def choose(graph: Graph, bound: int = DRAWN) -> Chosen:
    """Everything when there is room; otherwise what changes, the gravest first, and what stands directly around it.

    Blocks without an instance are neither drawn nor left out: there is nothing to draw.
    """
    drawn, left_out = _bounded(graph, bound)
    shown = {node.address for node in drawn}
    pairs = [(e.dependency, e.dependant) for e in graph.edges if e.dependency in shown and e.dependant in shown]
    implied = reach.implied(pairs)
    dependants = Counter(pair[0] for pair in pairs if pair not in implied)
    return Chosen(
        nodes=frozenset(shown),
        hubs=tuple(sorted(address for address, count in dependants.items() if count > HUB)),
        implied=tuple(sorted((dependant, dependency) for dependency, dependant in implied)),
        left_out=left_out,
    )


def _bounded(graph: Graph, bound: int) -> tuple[list[Node], tuple[str, ...]]:
    nodes = [node for node in graph.nodes if node.address not in graph.empty]
    if len(nodes) <= bound:
        return nodes, ()
    changed = sorted(
        (node for node in nodes if node.address in graph.reach),
        key=lambda node: (not node.action.destroys, -graph.reach[node.address], node.address),
    )
    near = {edge.dependency for edge in graph.edges if edge.dependant in graph.reach}
    near |= {edge.dependant for edge in graph.edges if edge.dependency in graph.reach}
    around = [node for node in nodes if node.address in near and node.address not in graph.reach]
    others = [node for node in nodes if node.address not in near and node.address not in graph.reach]
    wanted = [*changed, *around] or others
    drawn = wanted[:bound]
    rest = wanted[bound:] + (others if wanted is not others else [])
    return drawn, tuple(node.address for node in rest)
