"""A ChangeSet in, a Graph out: which block depends on which, how we know, and how far a change can reach."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import networkx as nx

from gitops_portal.core import dot as dot_reader
from gitops_portal.core import references
from gitops_portal.core.model import Action, Change, ChangeSet, Edge, Graph, Mode, Node, Origin, without_keys
from gitops_portal.core.references import Kind, Links, Point

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

EDGES: Final = 200_000
"""More are counted and not listed: a module that waits for a module multiplies, and memory is not without end."""

_CHUNK: Final = 8192
_THROUGH: Final = frozenset({Kind.PASSAGE, Kind.PROVIDER})
_LEARNT: Final = {
    Origin.CONFIGURATION: frozenset(Kind) - {Kind.PROVIDER},
    Origin.PROVIDER: frozenset({Kind.PROVIDER}),
}

Needs = dict[tuple[str, str], Origin]
"""(dependant, dependency) and where that was learnt first."""


def build(changes: ChangeSet, dot: str = "") -> Graph:
    """The blocks of the plan, its configuration and its state, and their dependencies from all that tells of them.

    `dot` is what `terraform graph` printed, if it was uploaded: it sees through locals and dynamic blocks.
    """
    configured = references.links(changes.root, changes.providers)
    printed = dot_reader.read(dot) if dot else {}
    blocks = {change.address: change.block for change in changes.changes}
    closures = _closures(changes.state_dependencies, blocks)
    nodes = _nodes(
        changes.changes, blocks, [point.address for point in configured if point.kind is Kind.BLOCK], closures
    )
    needs: Needs = {}
    lost, left_out = _follow(configured, nodes, needs)
    _recall(closures, configured, nodes, needs)
    left_out += _add_printed(printed, nodes, needs)
    edges = tuple(Edge(*pair, needs[pair]) for pair in sorted(needs))
    reach, downstream = _reach(nodes, edges)
    return Graph(
        nodes=tuple(nodes.values()),
        edges=edges,
        unresolved=tuple(f"{who} -> {what}" for who, what in lost if Point(Kind.BLOCK, who) not in printed),
        changed=len(reach),
        downstream=downstream,
        reach=reach,
        left_out=left_out,
    )


def neighbours(graph: Graph, address: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a block depends on directly, and what depends directly on it."""
    return (
        tuple(edge.dependency for edge in graph.edges if edge.dependant == address),
        tuple(edge.dependant for edge in graph.edges if edge.dependency == address),
    )


def blast(graph: Graph, address: str) -> tuple[str, ...]:
    """Every block that depends on this one, at any distance."""
    dependants: nx.DiGraph[str] = nx.DiGraph((edge.dependency, edge.dependant) for edge in graph.edges)
    return tuple(sorted(nx.descendants(dependants, address))) if address in dependants else ()


# ── nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _nodes(
    changes: Iterable[Change], blocks: Mapping[str, str], configured: Iterable[str], remembered: Iterable[str]
) -> dict[str, Node]:
    """Blocks in order of address: those with instances in the plan, and the others that stand or are written down."""
    groups: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        groups[blocks[change.address]].append(change)
    nodes = {address: _still(address) for address in (*configured, *remembered) if address not in groups}
    modules = {module: without_keys(module) for module in {group[0].module for group in groups.values()}}
    nodes |= {address: _moving(address, modules[group[0].module], group) for address, group in groups.items()}
    return dict(sorted(nodes.items()))


def _moving(address: str, module: str, group: Sequence[Change]) -> Node:
    first = group[0]
    actions: dict[Action, int] = {}
    for change in group:
        actions[change.action] = actions.get(change.action, 0) + 1
    return Node(
        address=address,
        type=first.type,
        name=first.name,
        module=module,
        mode=first.mode,
        instances=tuple(dict.fromkeys(change.address for change in group)),
        actions=actions,
    )


def _still(address: str) -> Node:
    """A block without instances in the plan: nothing is known of it but its address, which is ours and has no keys."""
    parts = address.split(".")
    steps = 0
    while steps + 1 < len(parts) and parts[steps] == "module":
        steps += 2
    own = parts[steps:]
    mode = {"data": Mode.DATA, "ephemeral": Mode.EPHEMERAL}.get(own[0], Mode.MANAGED) if own else Mode.UNKNOWN
    return Node(address, type=".".join(own[-2:-1]), name=parts[-1], module=".".join(parts[:steps]), mode=mode)


# ── edges ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _follow(links: Links, nodes: Mapping[str, Node], needs: Needs) -> tuple[list[tuple[str, str]], int]:
    """Follow every link from block to block into `needs`; back come dead ends, and how many ends had no room."""
    ends = _Ends(links)
    lost: set[tuple[str, str]] = set()
    left_out = 0
    for block, steps in links.items():
        if block.kind is not Kind.BLOCK:
            continue
        for origin, kinds in _LEARNT.items():
            found, cut = ends.reached([step for step in steps if step.kind in kinds], EDGES - len(needs) - len(lost))
            left_out += cut
            for end in found:
                if end.kind is Kind.BLOCK and end.address in nodes:
                    if end != block:
                        needs.setdefault((block.address, end.address), origin)
                elif origin is Origin.CONFIGURATION:
                    lost.add((block.address, end.address))
    return sorted(lost), left_out


class _Ends:
    """The blocks and dead ends that points lead to through variables, outputs, calls and providers, as bit sets.

    Sets of bits since modules multiply: a chain of n outputs holds n²/2 pairs.
    """

    def __init__(self, links: Links) -> None:
        self.all: list[Point] = []
        self._bits: dict[Point, int] = {}
        between: nx.DiGraph[Point] = nx.DiGraph()
        for point, steps in links.items():
            if point.kind in _THROUGH:
                between.add_node(point)
                between.add_edges_from((point, step) for step in steps if step.kind in _THROUGH)
        self._masks: dict[Point, int] = {}
        # A component comes after all that it leads to, so that cycles and depth need no thought here.
        for component in nx.strongly_connected_components(between):
            mask = 0
            for point in component:
                for step in links.get(point, ()):
                    mask |= self._mask(step)
            self._masks.update(dict.fromkeys(component, mask))

    def reached(self, steps: Sequence[Point], room: int) -> tuple[Iterable[Point], int]:
        """The ends behind some links; none of them, and how many there are, when there is no room for so many."""
        found = dict.fromkeys(step for step in steps if step.kind not in _THROUGH)
        mask = 0
        for step in steps:
            if step.kind in _THROUGH:
                mask |= self._masks.get(step, 0)
        count = len(found) + mask.bit_count()
        if count > room:
            return (), count
        found.update(dict.fromkeys(self.all[place] for place in _places(mask)))
        return found, 0

    def _mask(self, step: Point) -> int:
        if step.kind in _THROUGH:
            return self._masks.get(step, 0)
        if step not in self._bits:
            self._bits[step] = len(self.all)
            self.all.append(step)
        return 1 << self._bits[step]


def _places(mask: int) -> Iterator[int]:
    """The positions of the bits that are set."""
    place = 0
    while mask:
        gap = (mask & -mask).bit_length()
        place += gap
        mask >>= gap
        yield place - 1


def _closures(state: Mapping[str, Iterable[str]], blocks: Mapping[str, str]) -> dict[str, set[str]]:
    """Per block of the prior state, all that its instances depended on when they were applied last."""
    closures: dict[str, set[str]] = defaultdict(set)
    for instance, dependencies in state.items():
        closures[blocks.get(instance) or without_keys(instance)].update(dependencies)
    return closures


def _recall(closures: Mapping[str, set[str]], configured: Links, nodes: Mapping[str, Node], needs: Needs) -> None:
    """Blocks that the configuration no longer holds keep the dependencies of the state, less what others imply.

    A dependency that is in neither the plan, the configuration nor the state is gone, and nothing can reach through it.
    """
    for block, closure in closures.items():
        if Point(Kind.BLOCK, block) in configured:
            continue
        implied: set[str] = set()
        # The widest closure implies the others; of two that name each other, the first stays.
        for dependency in sorted(
            closure & nodes.keys() - {block}, key=lambda name: (-len(closures.get(name, ())), name)
        ):
            if dependency not in implied:
                implied |= closures.get(dependency, set()) - {dependency}
                needs.setdefault((block, dependency), Origin.STATE)


def _add_printed(printed: Links, nodes: Mapping[str, Node], needs: Needs) -> int:
    """Edges that only the printed graph knows, between blocks that are in the plan."""
    ends = _Ends(printed)
    left_out = 0
    for block, steps in printed.items():
        if block.kind is Kind.BLOCK and block.address in nodes:
            found, cut = ends.reached(steps, EDGES - len(needs))
            left_out += cut
            for end in found:
                if end.address in nodes and end != block:
                    needs.setdefault((block.address, end.address), Origin.DOT)
    return left_out


# ── reach ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _reach(nodes: Mapping[str, Node], edges: Iterable[Edge]) -> tuple[dict[str, int], int]:
    """Per changed block how many depend on it; how many unchanged ones depend on any. Bit sets, a part at a time."""
    numbers = {address: number for number, address in enumerate(nodes)}
    changed = [numbers[node.address] for node in nodes.values() if any(action.changes for action in node.actions)]
    dependants: nx.DiGraph[int] = nx.DiGraph()
    dependants.add_nodes_from(numbers.values())
    dependants.add_edges_from((numbers[edge.dependency], numbers[edge.dependant]) for edge in edges)
    components = list(nx.strongly_connected_components(dependants))  # dependants come first
    counts = dict.fromkeys(changed, -1)  # a block is not its own dependant
    downstream = 0
    for start in range(0, len(numbers), _CHUNK):
        masks = [0] * len(numbers)
        for component in components:
            mask = 0
            for number in component:
                if start <= number < start + _CHUNK:
                    mask |= 1 << (number - start)
                for dependant in dependants[number]:
                    mask |= masks[dependant]
            for number in component:
                masks[number] = mask
        touched = 0
        for number in changed:
            counts[number] += masks[number].bit_count()
            touched |= masks[number]
        own = sum(1 << (number - start) for number in changed if start <= number < start + _CHUNK)
        downstream += (touched & ~own).bit_count()
    addresses = list(numbers)
    return {addresses[number]: count for number, count in counts.items()}, downstream
