"""A Graph and the findings in; its modules as closed boxes out, on which everything grave inside still shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gitops_portal.core.drawing import layout
from gitops_portal.core.model import Action, Edge, Finding, Fold, Folded, Graph, Node, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.model import Layout

ROOT = ""


@dataclass(slots=True)
class _Inside:
    blocks: int = 0
    instances: int = 0
    actions: Counter[Action] = field(default_factory=Counter)
    findings: Counter[Status] = field(default_factory=Counter)

    def fold(self, module: str) -> Fold:
        return Fold(
            module=module,
            parent=module.rpartition(".module.")[0] or None,
            blocks=self.blocks,
            instances=self.instances,
            actions=dict(self.actions),
            violated=self.findings[Status.VIOLATED],
            undetermined=self.findings[Status.UNDETERMINED],
        )


def fold(graph: Graph, findings: Iterable[Finding]) -> Folded:
    """Blocks of the root itself count as one more module, which has no name."""
    block_of = {instance: node for node in graph.nodes for instance in node.instances}
    chains = {module: tuple(around(module)) for module in {node.module for node in graph.nodes}}
    inside: dict[str, _Inside] = {}
    for node in graph.nodes:
        for module in chains[node.module]:
            found = inside.setdefault(module, _Inside())
            found.blocks += 1
            found.instances += len(node.instances)
            found.actions.update(node.actions)
    for finding in findings:
        node_of = block_of.get(finding.address)
        for module in chains[node_of.module] if node_of else ():
            inside[module].findings[finding.status] += 1
    folds = tuple(inside[module].fold(module) for module in sorted(inside))
    edges = _between(graph)
    return Folded(folds, edges, _drawn(graph, folds, edges))


def around(module: str) -> Iterator[str]:
    """The modules that a block of this module stands in, the outermost first; the root only where there is no other."""
    steps = module.split(".")
    if len(steps) < 2:  # noqa: PLR2004  `module` and its name
        yield module
    for end in range(2, len(steps) + 1, 2):
        yield ".".join(steps[:end])


def _between(graph: Graph) -> dict[tuple[str, str], int]:
    outermost = {node.address: next(around(node.module)) for node in graph.nodes}
    pairs = Counter((outermost[edge.dependant], outermost[edge.dependency]) for edge in graph.edges)
    return {pair: pairs[pair] for pair in sorted(pairs) if pair[0] != pair[1]}


def _drawn(graph: Graph, folds: Iterable[Fold], edges: Iterable[tuple[str, str]]) -> Layout:
    changed = {next(around(node.module)) for node in graph.nodes if node.address in graph.reach}
    tops = tuple(Node(f.module, "module", f.module, actions=f.actions) for f in folds if f.parent is None)
    return layout.place(Graph(tops, tuple(Edge(*pair) for pair in edges), reach=dict.fromkeys(sorted(changed), 0)))
