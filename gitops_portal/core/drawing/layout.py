"""Tiles and what leads to what in; places on the page out: what must exist first stands left, areas in boxes.

Each area (a module, or what else things stand in) is arranged on its own, innermost first, and stands as one thing
among its neighbours afterwards. Items that depend on each other form a layered drawing; drawings that have nothing to
do with each other are packed onto shelves. No edge runs backwards, those that are not drawn included.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate, pairwise
from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct, field

from gitops_portal.core.drawing import layers
from gitops_portal.core.drawing.parts import parts
from gitops_portal.core.drawing.shelves import pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ASPECT: Final = 1.1
"""Units across for one down that a page is wide: a node with its name is about twice as wide as high."""
_NESTED: Final = 6
"""Areas further inside stand in the box of the area around them."""

_BETWEEN_LAYERS: Final = 0.6
_BETWEEN_DRAWINGS: Final = 0.4
_MARGIN: Final = 0.15
_PADDING: Final = 0.2
_TITLE: Final = 0.4
_LANE: Final = 0.3
"""Room that is kept for an edge that passes a layer."""

_SWEEPS: Final = 6

Pairs = list[tuple[int, int]]


class Tile(NamedTuple):
    """What is placed: the areas around it from the outermost, and its size in units of one node."""

    around: tuple[str, ...] = ()
    width: float = 1.0
    height: float = 1.0


class Box(NamedTuple):
    """The frame around an area, or around a part of one."""

    area: str
    part: int
    """0 where the area is drawn as a whole."""
    x0: float
    y0: float
    x1: float
    y1: float


class Arrangement(NamedTuple):
    """Middles of the tiles, in their order, and the boxes, the outer before the inner."""

    places: tuple[tuple[float, float], ...] = ()
    boxes: tuple[Box, ...] = ()


class _Part(Struct):
    """A finished drawing; its places are relative to its upper left corner."""

    width: float = 1.0
    height: float = 1.0
    tiles: list[tuple[int, float, float]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def put(self, other: _Part, x: float, y: float) -> None:
        self.tiles.extend((number, x + dx, y + dy) for number, dx, dy in other.tiles)
        self.boxes.extend(Box(b.area, b.part, x + b.x0, y + b.y0, x + b.x1, y + b.y1) for b in other.boxes)
        self.width = max(self.width, x + other.width)
        self.height = max(self.height, y + other.height)


def arrange(
    tiles: Sequence[Tile], edges: Iterable[tuple[int, int]], held: Iterable[tuple[int, int]] = ()
) -> Arrangement:
    """Where everything stands. Pairs are numbers of tiles, the first is needed by the second.

    `held` pairs are not drawn (much depends on the first, and would be pulled together): they keep their direction.
    """
    pairs = _Group([*range(len(tiles))], list(dict.fromkeys(edges)), list(dict.fromkeys(held)))
    whole = _inside(tiles, pairs, 0)
    places = {number: (round(x, 3), round(y, 3)) for number, x, y in whole.tiles}
    boxes = (Box(b.area, b.part, *(round(side, 3) for side in b[2:])) for b in whole.boxes)
    return Arrangement(
        tuple(places[number] for number in range(len(tiles))),
        tuple(sorted(boxes, key=lambda box: (-(box.x1 - box.x0) * (box.y1 - box.y0), box.area, box.part))),
    )


# ── areas ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Item(NamedTuple):
    """A tile by its number, or an area, or part of one, as one thing."""

    area: str = ""
    part: int = 0
    number: int = -1


class _Group(Struct):
    """The tiles of an item, and the pairs between them."""

    members: list[int] = field(default_factory=list)
    edges: Pairs = field(default_factory=list)
    held: Pairs = field(default_factory=list)


def _inside(tiles: Sequence[Tile], whole: _Group, depth: int) -> _Part:
    """One area: what stands in it directly, and the areas inside it as one thing each."""
    item_of = _items(tiles, whole, depth)
    groups: dict[_Item, _Group] = defaultdict(_Group)
    for number in whole.members:
        groups[item_of[number]].members.append(number)
    numbers = {item: number for number, item in enumerate(sorted(groups))}
    between: tuple[dict[tuple[int, int], None], ...] = ({}, {})
    for kind, pairs in enumerate((whole.edges, whole.held)):
        for a, b in pairs:
            one, other = item_of[a], item_of[b]
            if one == other:
                (groups[one].held if kind else groups[one].edges).append((a, b))
            else:
                between[kind][numbers[one], numbers[other]] = None
    finished = [_finished(tiles, item, groups[item], depth) for item in numbers]
    return _staged(finished, *map(list, between))


def _items(tiles: Sequence[Tile], whole: _Group, depth: int) -> dict[int, _Item]:
    """What each tile is part of at this depth: an area, in parts where it is in a circle with others, or itself."""
    areas = {n: tiles[n].around[depth] if depth < min(len(tiles[n].around), _NESTED) else "" for n in whole.members}
    named = {area: -1 - place for place, area in enumerate(sorted({*areas.values()}))}
    numbers = {n: named[area] if area else n for n, area in areas.items()}
    split = parts(numbers, [*whole.edges, *whole.held])
    return {n: _Item(area, split.get(n, 0)) if area else _Item(number=n) for n, area in areas.items()}


def _finished(tiles: Sequence[Tile], item: _Item, group: _Group, depth: int) -> _Part:
    if item.area:
        return _boxed(item, _inside(tiles, group, depth + 1))
    tile = tiles[item.number]
    return _Part(tile.width, tile.height, [(item.number, tile.width / 2, tile.height / 2)])


def _boxed(item: _Item, inside: _Part) -> _Part:
    part = _Part()
    part.put(inside, _MARGIN + _PADDING, _MARGIN + _TITLE)
    part.boxes.append(Box(item.area, item.part, _MARGIN, _MARGIN, part.width + _PADDING, part.height + _PADDING))
    part.width += _PADDING + _MARGIN
    part.height += _PADDING + _MARGIN
    return part


# ── stages: what much depends on stands left of all that does ────────────────────────────────────────────────────


def _staged(items: Sequence[_Part], edges: Pairs, held: Pairs) -> _Part:
    """Pairs that are not drawn part the whole into stages, each arranged by its own edges."""
    stages = _stages(len(items), edges, held)
    groups: dict[int, list[int]] = defaultdict(list)
    for number, stage in enumerate(stages):
        groups[stage].append(number)
    room = {stage: sum(_room(items[number]) for number in group) for stage, group in groups.items()}
    height = sqrt(sum(room.values()) / ASPECT) or 1.0
    whole = _Part(0.0, 0.0)
    for stage in sorted(groups):
        own = [(a, b) for a, b in edges if stages[a] == stages[b] == stage]
        left = whole.width + _BETWEEN_LAYERS if whole.width else 0.0
        whole.put(_arranged(items, groups[stage], own, room[stage] / height**2), left, 0.0)
    return whole


def _stages(count: int, edges: Pairs, held: Pairs) -> list[int]:
    found = [0] * count
    if not held:
        return found
    steps = dict.fromkeys(held, 1) | dict.fromkeys(edges, 0)
    before: dict[int, Pairs] = defaultdict(list)
    for (a, b), step in steps.items():
        before[b].append((a, step))
    for number in layers.forward(list(steps))[1]:
        found[number] = max((found[other] + step for other, step in before[number]), default=0)
    return found


def _room(part: _Part) -> float:
    return (part.width + _BETWEEN_DRAWINGS) * (part.height + _BETWEEN_DRAWINGS)


# ── what hangs together, layer by layer ──────────────────────────────────────────────────────────────────────────


def _arranged(items: Sequence[_Part], members: Sequence[int], edges: Pairs, aspect: float) -> _Part:
    beside: dict[int, list[int]] = defaultdict(list)
    for a, b in edges:
        beside[a].append(b)
        beside[b].append(a)
    drawings = [_layered(items, pairs) for pairs in _tied(members, edges, beside)]
    lonely = [items[number] for number in members if number not in beside]
    single = [part for part in lonely if not part.boxes]
    drawings.extend(part for part in lonely if part.boxes)
    if single:
        drawings.append(_shelved(single, aspect, 0.0))
    return _shelved(drawings, aspect)


def _tied(members: Iterable[int], edges: Pairs, beside: Mapping[int, list[int]]) -> list[Pairs]:
    """The edges of what hangs together, group by group."""
    place: dict[int, int] = {}
    count = 0
    for start in members:
        if start not in beside or start in place:
            continue
        place[start] = count
        group = [start]
        for member in group:  # grows while it is walked
            new = [other for other in dict.fromkeys(beside[member]) if other not in place]
            place.update(dict.fromkeys(new, count))
            group.extend(new)
        count += 1
    found: list[Pairs] = [[] for _ in range(count)]
    for a, b in edges:
        found[place[a]].append((a, b))
    return found


def _layered(items: Sequence[_Part], edges: Pairs) -> _Part:
    numbers = sorted({end for edge in edges for end in edge})
    columns, steps = layers.columns(edges)
    sizes = {number: (items[number].width, items[number].height) for number in numbers}
    heights = {number: sizes[number][1] if number in sizes else _LANE for column in columns for number in column}
    middles = _straightened(columns, heights, steps)
    top = min(middles[number] - heights[number] / 2 for number in middles)
    whole = _Part()
    x = 0.0
    for column in columns:
        width = max((sizes[number][0] for number in column if number in sizes), default=0.0)
        for number in column:
            if number in sizes:
                part = items[number]
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


def _shelved(parts: Sequence[_Part], aspect: float, gap: float = _BETWEEN_DRAWINGS) -> _Part:
    whole = _Part(0.0, 0.0)
    ordered = sorted(parts, key=lambda part: -part.height)
    for part, corner in zip(ordered, pack([(p.width, p.height) for p in ordered], aspect, gap), strict=True):
        whole.put(part, *corner)
    return whole
