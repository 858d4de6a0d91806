"""A ChangeSet in, a Graph out: which block depends on which, how we know, and how far a change can reach."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from gitops_portal.core import address as addresses
from gitops_portal.core.dependencies import edges, reach, recall, references
from gitops_portal.core.dependencies.references import Kind, Point
from gitops_portal.core.model import (
    Action,
    Change,
    ChangeSet,
    Downstream,
    Edge,
    Graph,
    Mode,
    Node,
    Origin,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_portal.core.dependencies.references import Links
    from gitops_portal.core.index import Index

_STRENGTH = tuple(Origin)
_READ = frozenset({Mode.DATA, Mode.EPHEMERAL})


def build(index: Index, dot: str = "") -> Graph:
    """The blocks of the plan, its configuration and its state, and their dependencies from all that tells of them.

    `dot` is what `terraform graph` printed, if it was uploaded: it sees through locals and dynamic blocks.
    """
    changes = index.changes
    configured = references.links(index)
    written = {point.address for point in configured if point.kind is Kind.BLOCK}
    printed = _printed(dot) if dot else {}
    blocks = {change.address: change.block for change in changes.changes}
    closures = recall.closures(changes, blocks)
    nodes = _nodes(changes.changes, blocks, written, closures)
    needs: edges.Needs = {}
    lost, left_out = edges.follow(configured, nodes, needs)
    left_out += edges.add_printed(printed, nodes, needs)
    lost = [(who, what) for who, what in lost if Point(Kind.BLOCK, who) not in printed]
    lame = {who for who, _ in lost}
    believed = recall.current(closures, nodes, written, lame)
    recall.recall(closures, believed, nodes, needs)
    recall.deduce(changes, nodes, lame, needs)
    drawn = tuple(_edge(pair, needs[pair]) for pair in sorted(needs))
    empty = _empty(changes, nodes)
    reached = _reach(
        {a: node for a, node in nodes.items() if a not in empty},
        (edge for edge in drawn if edge.dependant not in empty and edge.dependency not in empty),
    )
    return Graph(
        nodes=tuple(nodes.values()),
        edges=drawn,
        empty=empty,
        unresolved=tuple(f"{who} -> {what}" for who, what in lost),
        recalled=sum(who in believed for who, _ in lost),
        changed=len(reached.counts),
        downstream=reached.downstream,
        reach=reached.counts,
        dependants=reached.dependants,
        left_out=left_out,
        destroyed=reached.destroyed,
    )


def _printed(dot: str) -> Links:
    from gitops_portal.core.dependencies.dot import read  # hardly anybody waits for its import

    return read(dot)


def _edge(pair: tuple[str, str], origins: tuple[Origin, ...]) -> Edge:
    if len(origins) == 1:
        return Edge(*pair, *origins)
    first, *also = sorted(origins, key=_STRENGTH.index)
    return Edge(*pair, first, tuple(also))


# ── nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _nodes(
    changes: Iterable[Change], blocks: Mapping[str, str], configured: Iterable[str], remembered: Iterable[str]
) -> dict[str, Node]:
    """Blocks in order of address: those with instances in the plan, and the others that stand or are written down."""
    groups: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        groups[blocks[change.address]].append(change)
    nodes = {address: _still(address) for address in (*configured, *remembered) if address not in groups}
    modules = {module: addresses.block_of_module[module] for module in {group[0].module for group in groups.values()}}
    nodes |= {address: _moving(address, modules[group[0].module], group) for address, group in groups.items()}
    return dict(sorted(nodes.items()))


def _moving(address: str, module: str, group: Sequence[Change]) -> Node:
    first = group[0]
    actions: dict[Action, int] = {}
    instances: dict[str, None] = {}
    for change in group:
        actions[change.action] = actions.get(change.action, 0) + 1
        instances[change.address] = None
    return Node(
        address=address,
        type=first.type,
        name=first.name,
        module=module,
        mode=first.mode,
        instances=tuple(instances),
        actions=actions,
        destroyed=any(change.destroys for change in group),
    )


def _still(address: str) -> Node:
    """A block without instances in the plan: nothing is known of it but its address, which is ours and has no keys."""
    told = addresses.parse(address)
    mode = {"data": Mode.DATA, "ephemeral": Mode.EPHEMERAL}.get(
        told.mode, Mode.MANAGED if told.inside else Mode.UNKNOWN
    )
    return Node(address, type=told.type, name=told.name, module=told.module, mode=mode)


def _empty(changes: ChangeSet, nodes: Mapping[str, Node]) -> frozenset[str]:
    """Blocks of which nothing tells that there is an instance. Of a plan that stopped half-way nobody knows."""
    if changes.errored:
        return frozenset()
    told = changes.standing | {change.block for change in (*changes.drift, *(c for _, c in changes.deferred))}
    return frozenset(address for address, node in nodes.items() if not node.instances and address not in told)


# ── reach ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Reached(NamedTuple):
    counts: dict[str, int]
    dependants: dict[str, int]
    downstream: int
    destroyed: Downstream


def _reach(nodes: Mapping[str, Node], edges: Iterable[Edge]) -> _Reached:
    """Per block how many depend on it; what is unchanged and depends on what changes, or is destroyed.

    Of an empty block Terraform evaluates how many instances there are, and nothing else: no value passes through it.
    """
    numbers = {address: number for number, address in enumerate(nodes)}
    changed = [numbers[node.address] for node in nodes.values() if any(action.changes for action in node.actions)]
    gone = [numbers[node.address] for node in nodes.values() if node.destroyed]
    dependants: list[list[int]] = [[] for _ in numbers]
    for edge in edges:
        dependants[numbers[edge.dependency]].append(numbers[edge.dependant])
    groups = reach.components(
        range(len(numbers)), ((n, other) for n, found in enumerate(dependants) for other in found)
    )
    resting = [number for number, node in enumerate(nodes.values()) if _stays(node)]
    counts = [-1] * len(numbers)  # a block is not its own dependant
    downstream = 0
    hit: set[int] = set()
    for start, masks in reach.masks(dependants, groups):
        touched = struck = 0
        for number, mask in enumerate(masks):
            counts[number] += mask.bit_count()
        for number in changed:
            touched |= masks[number]
        for number in gone:
            for dependant in dependants[number]:
                struck |= masks[dependant]
        at_rest = sum(1 << (number - start) for number in resting if start <= number < start + reach.PART)
        downstream += (touched & at_rest).bit_count()
        hit.update(start + place for place in reach.places(struck))
    addresses = list(nodes)
    return _Reached(
        {addresses[number]: counts[number] for number in changed},
        {addresses[number]: count for number, count in enumerate(counts) if count},
        downstream,
        _downstream(len(gone), [nodes[addresses[number]] for number in sorted(hit)]),
    )


def _stays(node: Node) -> bool:
    """Whether all of a block stays as it is. What is read is read again with every plan."""
    return node.mode not in _READ and node.actions.keys() <= {Action.NO_OP}


def _downstream(destroyed: int, hit: Sequence[Node]) -> Downstream:
    return Downstream(
        destroyed=destroyed,
        blocks=sum(map(_stays, hit)),
        instances=sum(node.actions.get(Action.NO_OP, 0) for node in hit if node.mode not in _READ),
    )
