"""A Graph in, places on the page out: what must exist first stands left, modules in boxes, never more than can be read.

Each module is arranged on its own, innermost first, and stands as one thing among its neighbours afterwards. Items that
depend on each other form a layered drawing; drawings that have nothing to do with each other are packed onto shelves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import ceil, log, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core import address as addresses
from gitops_portal.core.dependencies import reach
from gitops_portal.core.drawing import layers
from gitops_portal.core.model import Box, Graph, Layout, Node, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

DRAWN: Final = 1200
"""More nodes than this nobody can read; the others are named in `left_out`."""

HUB: Final = 12
"""A node on which more than this many depend, by edges that no others imply, pulls everything together; its edges are
left to the page."""

ASPECT: Final = 1.6
_NESTED: Final = 4
"""Modules further inside stand in the box of the module around them."""

_BETWEEN_LAYERS: Final = 0.8
_BETWEEN_DRAWINGS: Final = 0.6
_MARGIN: Final = 0.15
_PADDING: Final = 0.2
_TITLE: Final = 0.4
_LANE: Final = 0.3
"""Room that is kept for an edge that passes a layer."""

_SWEEPS: Final = 6


class _Item(NamedTuple):
    """A node, or a module as one thing."""

    module: bool
    name: str


_Edges = Counter[tuple[_Item, _Item]]


@dataclass(slots=True)
class _Part:
    """A finished drawing; its places are relative to its upper left corner."""

    width: float = 1.0
    height: float = 1.0
    nodes: list[tuple[str, float, float]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def put(self, other: _Part, x: float, y: float) -> None:
        self.nodes.extend((name, x + dx, y + dy) for name, dx, dy in other.nodes)
        self.boxes.extend(Box(b.module, x + b.x0, y + b.y0, x + b.x1, y + b.y1) for b in other.boxes)
        self.width = max(self.width, x + other.width)
        self.height = max(self.height, y + other.height)


def place(graph: Graph, bound: int = DRAWN) -> Layout:
    """Everything when it fits; otherwise what changes, the gravest first, and what stands directly around it.

    Blocks without an instance are neither drawn nor left out: there is nothing to draw.
    """
    drawn, left_out = _chosen(graph, bound)
    shown = {node.address for node in drawn}
    pairs = [(e.dependency, e.dependant) for e in graph.edges if e.dependency in shown and e.dependant in shown]
    implied = reach.implied(pairs)
    dependants = Counter(pair[0] for pair in pairs if pair not in implied)
    hubs = {address for address, count in dependants.items() if count > HUB}
    whole = _nested(drawn, [pair for pair in pairs if pair[0] not in hubs and pair not in implied])
    return Layout(
        places={name: Place(round(x, 3), round(y, 3)) for name, x, y in sorted(whole.nodes)},
        boxes=tuple(
            Box(b.module, *(round(side, 3) for side in (b.x0, b.y0, b.x1, b.y1)))
            for b in sorted(whole.boxes, key=lambda b: b.module)
        ),
        hubs=tuple(sorted(hubs)),
        implied=tuple(sorted((dependant, dependency) for dependency, dependant in implied)),
        left_out=left_out,
    )


def _chosen(graph: Graph, bound: int) -> tuple[list[Node], tuple[str, ...]]:
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


# ── modules ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _nested(nodes: Iterable[Node], pairs: Iterable[tuple[str, str]]) -> _Part:
    """The innermost modules first; every edge is drawn where both of its ends are items of the same module."""
    chains = {node.address: _chain(node) for node in nodes}
    members: dict[str, set[_Item]] = defaultdict(set)
    for chain in chains.values():
        for outer, inner in pairwise(chain):
            members[outer.name].add(inner)
    edges: dict[str, _Edges] = defaultdict(Counter)
    for dependency, dependant in pairs:
        left, right = chains[dependency], chains[dependant]
        fork = next(n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b)
        edges[left[fork - 1].name][left[fork], right[fork]] += 1
    parts = {chain[-1]: _Part(nodes=[(address, 0.5, 0.5)]) for address, chain in chains.items()}
    for module in sorted(members, key=lambda name: (-len(addresses.parse(name).modules), name)):
        inside = _arranged(sorted(members[module]), edges[module], parts)
        parts[_Item(module=True, name=module)] = _boxed(module, inside) if module else inside
    return parts.get(_Item(module=True, name=""), _Part())


def _chain(node: Node) -> list[_Item]:
    """The root, the modules around a node from the outermost, and the node itself."""
    modules = [_Item(module=True, name=name) for name in addresses.parse(node.module).around[:_NESTED]]
    return [_Item(module=True, name=""), *modules, _Item(module=False, name=node.address)]


def _boxed(module: str, inside: _Part) -> _Part:
    part = _Part()
    part.put(inside, _MARGIN + _PADDING, _MARGIN + _TITLE)
    part.boxes.append(Box(module, _MARGIN, _MARGIN, part.width + _PADDING, part.height + _PADDING))
    part.width += _PADDING + _MARGIN
    part.height += _PADDING + _MARGIN
    return part


# ── what hangs together, layer by layer ──────────────────────────────────────────────────────────────────────────


def _arranged(items: Sequence[_Item], edges: _Edges, parts: Mapping[_Item, _Part]) -> _Part:
    beside: dict[_Item, list[_Item]] = defaultdict(list)
    for left, right in edges:
        beside[left].append(right)
        beside[right].append(left)
    drawings = [_layered(sorted(group), pairs, edges, parts) for group, pairs in _tied(items, edges, beside)]
    lonely = [parts[item] for item in items if item not in beside]
    single = [part for part in lonely if not part.boxes]
    drawings.extend(part for part in lonely if part.boxes)
    if single:
        drawings.append(_grid(single))
    return _shelved(drawings)


def _tied(
    items: Iterable[_Item], edges: _Edges, beside: Mapping[_Item, list[_Item]]
) -> Iterator[tuple[list[_Item], list[tuple[_Item, _Item]]]]:
    """What hangs together, each group with the edges in it."""
    groups: list[list[_Item]] = []
    place: dict[_Item, int] = {}
    for item in items:
        if item in beside and item not in place:
            group = [item]
            place[item] = len(groups)
            for member in group:  # grows while it is walked
                new = [other for other in dict.fromkeys(beside[member]) if other not in place]
                place.update(dict.fromkeys(new, len(groups)))
                group.extend(new)
            groups.append(group)
    inside: list[list[tuple[_Item, _Item]]] = [[] for _ in groups]
    for pair in edges:
        inside[place[pair[0]]].append(pair)
    return zip(groups, inside, strict=True)


def _layered(
    items: Sequence[_Item], pairs: Iterable[tuple[_Item, _Item]], weights: _Edges, parts: Mapping[_Item, _Part]
) -> _Part:
    numbers = {item: number for number, item in enumerate(items)}
    # Modules can wait for each other by different resources: the direction of most edges is drawn.
    kept = sorted(
        (numbers[a], numbers[b]) for a, b in pairs if (weights[a, b], (b, a)) > (weights.get((b, a), 0), (a, b))
    )
    columns, steps = layers.columns(kept)
    sizes = {number: (parts[item].width, parts[item].height) for item, number in numbers.items()}
    heights = {number: sizes[number][1] if number in sizes else _LANE for column in columns for number in column}
    middles = _straightened(columns, heights, steps)
    top = min(middles[number] - heights[number] / 2 for number in middles)
    whole = _Part()
    x = 0.0
    for column in columns:
        width = max((sizes[number][0] for number in column if number in sizes), default=0.0)
        for number in column:
            if number in sizes:
                part = parts[items[number]]
                whole.put(part, x + (width - part.width) / 2, middles[number] - top - part.height / 2)
        x += width + _BETWEEN_LAYERS
    return whole


def _straightened(
    columns: Sequence[Sequence[int]], heights: Mapping[int, float], steps: Iterable[tuple[int, int]]
) -> dict[int, float]:
    """The middle of each item: as near as order and size allow to the middle of what it is tied to."""
    tied: dict[int, list[int]] = defaultdict(list)
    for left, right in steps:
        tied[left].append(right)
        tied[right].append(left)
    middles: dict[int, float] = {}
    for column in columns:
        middles.update(_apart(column, [0.0] * len(column), heights))
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            wishes = [sum([middles[other] for other in tied[n]]) / len(tied[n]) for n in column]
            middles.update(_apart(column, wishes, heights))
    return middles


def _apart(column: Sequence[int], wishes: Sequence[float], heights: Mapping[int, float]) -> Iterator[tuple[int, float]]:
    """The places nearest to the wishes at which nothing overlaps and the order stays."""
    gaps = [(heights[above] + heights[below]) / 2 for above, below in pairwise(column)]
    return zip(column, layers.apart(wishes, list(accumulate(gaps, initial=0.0))), strict=True)


# ── what does not, side by side ──────────────────────────────────────────────────────────────────────────────────


def _grid(parts: Sequence[_Part]) -> _Part:
    columns = ceil(sqrt(len(parts) * ASPECT))
    whole = _Part()
    for number, part in enumerate(parts):
        whole.put(part, float(number % columns), float(number // columns))
    return whole


def _shelved(parts: Sequence[_Part]) -> _Part:
    """The tallest first, from left to right, then the next shelf; of some widths the one that is nearest to ASPECT."""
    ordered = sorted(parts, key=lambda part: -part.height)
    area = sum((part.width + _BETWEEN_DRAWINGS) * (part.height + _BETWEEN_DRAWINGS) for part in parts)
    tries = [_on_shelves(ordered, sqrt(area * ASPECT) * factor) for factor in (0.8, 0.9, 1.0, 1.1, 1.25, 1.5)]
    corners = min(tries, key=lambda corners: abs(log(_aspect(ordered, corners) / ASPECT)))
    whole = _Part()
    for part, corner in zip(ordered, corners, strict=True):
        whole.put(part, *corner)
    return whole


def _on_shelves(parts: Iterable[_Part], limit: float) -> list[tuple[float, float]]:
    """The upper left corner of each."""
    corners = []
    x = y = shelf = 0.0
    for part in parts:
        if x and x + part.width > limit:
            x, y, shelf = 0.0, y + shelf + _BETWEEN_DRAWINGS, 0.0
        corners.append((x, y))
        x, shelf = x + part.width + _BETWEEN_DRAWINGS, max(shelf, part.height)
    return corners


def _aspect(parts: Iterable[_Part], corners: Iterable[tuple[float, float]]) -> float:
    placed = list(zip(parts, corners, strict=True))
    return max(x + part.width for part, (x, _) in placed) / max(y + part.height for part, (_, y) in placed)
