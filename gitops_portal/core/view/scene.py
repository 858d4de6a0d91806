"""The graph document and what a reader chose in; what is drawn of it, and where, out.

The one owner of places: the page without script, the script and the report draw what stands here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence  # noqa: TC003 - structs are read by their annotations
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct, field

from gitops_portal.core.drawing.layout import Tile, arrange
from gitops_portal.core.drawing.parts import parts
from gitops_portal.core.drawing.routes import Routes
from gitops_portal.core.view import folding
from gitops_portal.core.view.areas import Areas, contained
from gitops_portal.core.view.named import Named, named
from gitops_portal.core.view.node import NodeRow  # noqa: TC001 - structs are read by their annotations
from gitops_portal.core.view.tile_size import tile_size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.drawing.layout import Arrangement, Box
    from gitops_portal.core.view.folding import Choice
    from gitops_portal.core.view.graph import Document, EdgeRow

_LEGIBLE: Final = (15.0, 14.0)
"""Units across and down in which names have room on a usual page: 64 by 32 pixels each."""
_NONE_OPEN: Final[Mapping[str, Sequence[NodeRow]]] = {}
_RAISED: Final = 0.15
_ROWS: Final = 8
"""Instances of a block below each other."""
_LED: Final = 600
"""More edges that wait than this are not led around names: that would take longer than all the rest."""


class Spot(Struct, frozen=True, omit_defaults=True):
    """What is drawn at one place, in units of one node: a block of the document, a folded module, or an instance."""

    of: list[int]
    """Positions of the blocks in the document that it stands for."""
    x: float
    y: float
    path: tuple[str, ...] = ()
    """The modules around it, from the outermost."""
    told: NodeRow | None = None
    """What is told of a fold or an instance; of a block the document tells."""
    w: float = 1.0
    h: float = 1.0
    fold: bool = False
    part: int = 0
    """Modules that wait for each other are drawn in parts, so that no edge runs backwards; 0: as a whole."""
    block: str = ""
    """The block that an instance is of."""
    named: list[Named] = []
    """Of a fold, what is named of it at every level, bounded;"""
    unnamed: int = 0
    """and how many more there are of that."""


class Frame(Struct, frozen=True, omit_defaults=True):
    """The frame around a module's spots, or around a block's instances."""

    area: str
    x0: float
    y0: float
    x1: float
    y1: float
    part: int = 0
    block: bool = False
    title: str = ""
    """What a container is called; modules are told by their address,"""
    name: str = ""
    """and what it is called where there is no room for that."""


class Scene(Struct, frozen=True):
    """All that is drawn."""

    spots: list[Spot]
    edges: list[list[Any]]
    """[dependant, dependency, origin, how many edges it stands for, bends] by position in the spots; bends are x and y
    in turn."""
    hub_edges: list[list[Any]]
    """The same of those that are drawn once an end is chosen; where there are too many, without bends: they lie on
    everything then."""
    hubs: Mapping[str, int]
    """Position of a hub -> how many edges of it wait."""
    frames: list[Frame]
    """The outer before the inner."""
    stand: list[int]
    """Position in the document -> position of what stands for it; -1 for what is not shown."""
    folded: list[str]
    """Modules that are folded."""
    bounds: tuple[float, float, float, float]
    """Left, upper, right and lower side of everything."""
    around: list[list[str]] = []
    """Per block of the document its containers, where they are drawn; of modules its address tells."""
    everywhere: str = ""
    """The account and region of everything, where containers are drawn."""
    notes: Mapping[str, str] = {}
    """By address: why a block stands in no smaller container."""
    rolled: int = 0
    """Blocks whose instances there is no room for."""


class _Drawn(Struct):
    """A block, or a fold with all its blocks."""

    of: list[int]
    module: str
    part: int = 0
    instances: Sequence[NodeRow] = ()
    tile: Tile = field(default_factory=Tile)
    named: list[Named] = field(default_factory=list)
    unnamed: int = 0


def scene(document: Document, choice: Choice, instances: Mapping[str, Sequence[NodeRow]], rolled: int = 0) -> Scene:
    """What is drawn for a choice; `instances`: what is told of the instances of each block that is open.

    Where no level is chosen, the first way to fold with which names have room.
    """
    shown = folding.shown(document, everything=choice.everything)
    stands = contained(document) if choice.topology else None
    areas = Areas.of(document, stands)
    *tries, last = folding.tries(document, choice.level, shown, areas.around, stands)
    plain = (_scene(document, folded, shown, areas) for folded in tries)
    found = next(filter(_legible, plain), None) or _scene(document, last, shown, areas)
    if choice.closed or choice.open or instances:
        folded = folding.chosen(areas.around, set(found.folded), choice)
        found = _scene(document, folded, shown, areas, instances)
    found = msgspec.structs.replace(found, rolled=rolled)
    if stands is None:
        return found
    told = [list(chain) for chain in areas.around]
    return msgspec.structs.replace(found, around=told, everywhere=stands.everywhere, notes=stands.notes)


def _legible(found: Scene) -> bool:
    left, top, right, bottom = found.bounds
    return right - left <= _LEGIBLE[0] and bottom - top <= _LEGIBLE[1]


def _scene(
    document: Document,
    folded: set[str],
    shown: Sequence[int],
    areas: Areas,
    instances: Mapping[str, Sequence[NodeRow]] = _NONE_OPEN,
) -> Scene:
    drawn = _drawn(document, folded, shown, areas.around)
    for one in drawn:
        if not one.module:
            one.instances = instances.get(document.nodes[one.of[0]].address, ())
    _sized(document, drawn, areas)
    stand = [-1] * len(document.nodes)
    for number, one in enumerate(drawn):
        for place in one.of:
            stand[place] = number
    edges = _joined(document.edges, stand)
    known = {(edge[0], edge[1]) for edge in edges}
    waiting = [edge for edge in _joined(document.hub_edges, stand) if (edge[0], edge[1]) not in known]
    tiles = [one.tile for one in drawn]
    arranged = arrange(tiles, [(b, a) for a, b, *_ in edges], [(b, a) for a, b, *_ in waiting])
    spots = [_spot(document, one, place, areas) for one, place in zip(drawn, arranged.places, strict=True)]
    routes = Routes(tiles, arranged.places, [(spot.x, spot.y) for spot in spots])
    inside = [_inside(document, one, place) for one, place in zip(drawn, arranged.places, strict=True) if one.instances]
    return Scene(
        spots=[*spots, *(spot for _, below in inside for spot in below)],
        edges=[_routed(edge, routes) for edge in edges],
        hub_edges=[_routed(edge, routes) for edge in waiting] if len(waiting) <= _LED else waiting,
        hubs={str(hub): count for hub, count in sorted(Counter(edge[1] for edge in waiting).items())},
        frames=[*(_frame(box, areas) for box in arranged.boxes), *(frame for frame, _ in inside)],
        stand=stand,
        folded=sorted(folded),
        bounds=_bounds(arranged, tiles),
    )


# ── what is drawn ────────────────────────────────────────────────────────────────────────────────────────────────


def _drawn(document: Document, folded: set[str], shown: Sequence[int], around: folding.Areas) -> list[_Drawn]:
    """Blocks that are shown, and folds in which any is (a fold stands for its whole module), the gravest first."""
    modules = [folding.outermost(chain, folded) for chain in around]
    seen = {modules[place] or place for place in shown}
    areas: dict[int, int] = {}
    numbers: dict[str | int, int] = {}
    for place, module in enumerate(modules):
        if (module or place) in seen:
            areas[place] = numbers.setdefault(module or place, len(numbers))
    split = parts(areas, ((b, a) for a, b, *_ in (*document.edges, *document.hub_edges) if a in areas and b in areas))
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for place, area in areas.items():
        groups[area, split.get(place, 0)].append(place)
    drawn = [_Drawn(of, modules[of[0]], part) for (_, part), of in groups.items()]
    return sorted(drawn, key=lambda one: min(folding.rank(document.nodes[place]) for place in one.of))


def _sized(document: Document, drawn: Iterable[_Drawn], areas: Areas) -> None:
    """The tile of each. Of folds the usual one is the smallest, so that its name can be read at any scale."""
    counts = {id(one): sum(document.nodes[place].count for place in one.of) for one in drawn if one.module}
    usual = sorted(counts.values())[len(counts) // 2] if counts else 1
    for one in drawn:
        chain = areas.around[one.of[0]]
        if one.module:
            one.named, one.unnamed = named(document.nodes[place] for place in one.of)
            width, height = tile_size(counts[id(one)] / usual, names=bool(one.named), titled=bool(areas.boxes))
            one.tile = Tile(chain[: chain.index(one.module)], width, height)
        else:
            rows = min(len(one.instances), _ROWS)
            one.tile = Tile(chain, max(ceil(len(one.instances) / _ROWS), 1.0), 1.0 + rows)


def _joined(edges: Iterable[EdgeRow], stand: Sequence[int]) -> list[list[Any]]:
    """Edges between what stands for their ends, each pair once, with the number of edges that it stands for."""
    pairs: dict[tuple[int, int], list[Any]] = {}
    for dependant, dependency, origin, *_ in edges:
        pair = stand[dependant], stand[dependency]
        if pair[0] == pair[1] or -1 in pair:
            continue
        if pair in pairs:
            pairs[pair][3] += 1
        else:
            pairs[pair] = [*pair, origin, 1]
    return list(pairs.values())


def _routed(edge: list[Any], routes: Routes) -> list[Any]:
    return [*edge, [round(side, 2) for point in routes.of((edge[1], edge[0])) for side in point]]


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _frame(box: Box, areas: Areas) -> Frame:
    return Frame(box.area, box.x0, box.y0, box.x1, box.y1, box.part, **areas.titles(box.area))


def _spot(document: Document, one: _Drawn, place: tuple[float, float], areas: Areas) -> Spot:
    told = None
    if one.module:
        told = folding.surface(document, one.module, areas.name(one.module), one.tile.around, one.of)
    x, y = place
    if not one.module:  # a block stands above its name, and above its instances
        y -= (one.tile.height - 1) / 2 + _RAISED
    width, height = (one.tile.width, one.tile.height) if one.module else (1.0, 1.0)
    return Spot(
        of=one.of,
        x=round(x, 2),
        y=round(y, 2),
        path=one.tile.around,
        told=told,
        w=width,
        h=height,
        fold=bool(one.module),
        part=one.part,
        named=one.named,
        unnamed=one.unnamed,
    )


def _inside(document: Document, one: _Drawn, place: tuple[float, float]) -> tuple[Frame, list[Spot]]:
    """A block's instances below it, column by column, and the frame around them."""
    x, y = place
    block = document.nodes[one.of[0]].address
    left, top = x - one.tile.width / 2 + 0.5, y - one.tile.height / 2 + 1.5
    spots = [
        Spot(
            one.of,
            round(left + number // _ROWS, 2),
            round(top + number % _ROWS, 2),
            (*one.tile.around, block),
            told,
            block=block,
        )
        for number, told in enumerate(one.instances)
    ]
    half = one.tile.width / 2
    return Frame(block, x - half, top - 0.5, x + half, y + one.tile.height / 2 + 0.2, block=True), spots


def _bounds(arranged: Arrangement, tiles: Sequence[Tile]) -> tuple[float, float, float, float]:
    sides = [
        (x - tile.width / 2, y - tile.height / 2, x + tile.width / 2, y + tile.height / 2)
        for (x, y), tile in zip(arranged.places, tiles, strict=True)
    ]
    sides += [(box.x0, box.y0, box.x1, box.y1) for box in arranged.boxes]
    if not sides:
        return (0.0, 0.0, 0.0, 0.0)
    left, top, right, bottom = zip(*sides, strict=True)
    return (round(min(left), 2), round(min(top), 2), round(max(right), 2), round(max(bottom), 2))
