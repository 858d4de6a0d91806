"""The document of a run's graph in, a still picture of its first scene out: for an SVG without script.

The page begins with it, and the script draws over it what looks the same; the report has nothing else. Places are
shares of the picture, so that it fits whatever room there is, while names and signs keep their size.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Struct

from gitops_portal.core.drawing.routes import SIDE
from gitops_portal.core.model import Action
from gitops_portal.core.view.named import SAYS_NOTHING, kind
from gitops_portal.core.view.names import Box, Placed, Point, place
from gitops_portal.core.view.tile import BOLD, LETTER, ROW, Parts, cut, inscription

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.view.graph import Document
    from gitops_portal.core.view.node import NodeRow
    from gitops_portal.core.view.scene import Frame, Scene, Spot

ACROSS: Final = 150
DOWN: Final = 84
"""Pixels of one unit where there is room for everything, as in `frontend/lib/figure.js`."""
MARGIN: Final = (20, 16)
"""Pixels around everything, on each side."""
_ROOM: Final = (960, 440)
"""Pixels of the page's own picture, about: names are cut to the scale that it has there."""

DRAWN: Final = 400
"""More places than this nobody reads in a still picture: what changes comes first."""

_NAMED: Final = (64, 32)
_TYPED: Final = 58
"""Pixels of a unit from which a node has room for its name, and for its type below it."""
_TITLE: Final = 19
"""Pixels down that the title of a frame takes."""
_BASELINE: Final = 4
"""Pixels from the middle of a letter down to its foot."""
_SIGNED, _BADGED = 14, 18
"""Pixels of a node in which its sign has room, and beside which a badge with one has."""


class Line(NamedTuple):
    y: float
    """Pixels below the middle of its tile."""
    parts: Parts


class Dot(Struct, frozen=True):
    """A node or a fold: its place in hundredths of the picture, its size in pixels or hundredths, and what it says."""

    x: float
    y: float
    radius: float
    address: str
    name: str
    below: str
    """The type of a node, where there is room for it."""
    action: str
    changes: bool
    signed: bool
    badged: bool
    """Whether the badge of its finding has room for a sign."""
    count: int
    """Instances, where there are several; resources of a fold."""
    finding: str
    needs: bool
    """Whether an edge arrives."""
    fold: bool = False
    width: float = 0.0
    height: float = 0.0
    aside: float = 0.0
    drop: float = 0.0
    """From its middle to the right and down to its name, in pixels."""
    lines: tuple[Line, ...] = ()
    """What is told of a fold below its name."""


class Area(Struct, frozen=True):
    """A frame, in hundredths of the picture."""

    x: float
    y: float
    width: float
    height: float
    name: str


class Picture(Struct, frozen=True):
    width: int
    height: int
    """Pixels where there is room for everything."""
    across: float
    down: float
    """Units: the lines are told in them."""
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    """Paths of edges, from what is needed to what needs it."""
    frames: tuple[Area, ...]
    """The outermost first, so that the inner ones are drawn on top of them."""
    blocks: int
    """How many blocks of the document it shows, folded ones counted."""
    edges_left_out: int
    """Edges to what much depends on, and those that a path of others stands for."""


def draw(document: Document, scene: Scene) -> Picture | None:
    """None when there is nothing to draw."""
    if not scene.spots:
        return None
    plane = _Plane(scene.bounds)
    told = [spot.told or document.nodes[spot.of[0]] for spot in scene.spots]
    drawn = sorted(sorted(range(len(told)), key=lambda number: not Action(told[number].action).changes)[:DRAWN])
    inside = set(drawn)
    edges = [edge for edge in scene.edges if inside.issuperset(edge[:2])]
    needing = {edge[0] for edge in edges}
    frames = [_area(plane, frame) for frame in scene.frames]
    placed = {} if plane.readable else _placed(plane, scene, told, drawn, frames)
    dots = [_dot(plane, scene.spots[n], told[n], placed.get(n), needs=n in needing) for n in drawn]
    return Picture(
        width=round(plane.across * ACROSS) + 2 * MARGIN[0],
        height=round(plane.down * DOWN) + 2 * MARGIN[1],
        across=round(plane.across, 2),
        down=round(plane.down, 2),
        dots=tuple(dots),
        lines=tuple(plane.line(scene.spots, edge) for edge in edges),
        frames=tuple(frames),
        blocks=sum(len(scene.spots[n].of) for n in drawn),
        edges_left_out=sum(edge[3] for edge in scene.hub_edges),
    )


class _Plane:
    """The part of the plane that is shown."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.left, self.top, right, bottom = bounds
        self.across, self.down = right - self.left, bottom - self.top
        width, height = ((room - 2 * edge) for room, edge in zip(_ROOM, MARGIN, strict=True))
        self.unit = min(ACROSS, width / self.across), min(DOWN, height / self.down)

    @property
    def readable(self) -> bool:
        """Whether all names have room."""
        return self.unit[0] >= _NAMED[0] and self.unit[1] >= _NAMED[1]

    @property
    def radius(self) -> float:
        return max(8.0, min(26.0, self.unit[0] * 0.5, self.unit[1] * 0.42)) / 2

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Its sides in pixels."""
        across, down = self.unit
        return (x0 - self.left) * across, (y0 - self.top) * down, (x1 - self.left) * across, (y1 - self.top) * down

    def place(self, x: float, y: float) -> tuple[float, float]:
        return round((x - self.left) / self.across * 100, 2), round((y - self.top) / self.down * 100, 2)

    def line(self, spots: Sequence[Spot], edge: Sequence[Any]) -> str:
        """A path in units: level to the side of its column, from bend to bend as a smooth step, level to its end."""
        start, end, bends = spots[edge[1]], spots[edge[0]], edge[4]
        points = [(start.x + SIDE + (start.w - 1) / 2, start.y), *zip(bends[::2], bends[1::2], strict=True)]
        points.append((end.x - SIDE - (end.w - 1) / 2, end.y))
        moved = [(x - self.left, y - self.top) for x, y in points]
        steps = "".join(_step(one, other) for one, other in pairwise(moved))
        first, y = moved[0]
        return f"M{start.x - self.left:.2f},{y:.2f}H{first:.2f}{steps}H{end.x - self.left:.2f}"


def _step(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x0, y0), (x1, y1) = start, end
    if y0 == y1:
        return f"H{x1:.2f}"
    middle = (x0 + x1) / 2
    return f"C{middle:.2f},{y0:.2f} {middle:.2f},{y1:.2f} {x1:.2f},{y1:.2f}"


def _placed(
    plane: _Plane, scene: Scene, told: Sequence[NodeRow], drawn: Sequence[int], frames: Sequence[Area]
) -> dict[int, Placed]:
    """The names of spots, where not all of them have room."""
    needed = {edge[1] for edge in (*scene.edges, *scene.hub_edges)}
    spots = [(n, scene.spots[n]) for n in drawn]
    nodes = [(n, plane.box(spot.x, spot.y, spot.x, spot.y)) for n, spot in spots if not spot.fold]
    points = [Point(x, y, plane.radius + 1, _called(told[n])[0], n not in needed) for n, (x, y, *_) in nodes]
    kept = [plane.box(s.x - s.w / 2, s.y - s.h / 2, s.x + s.w / 2, s.y + s.h / 2) for _, s in spots if s.fold]
    for frame, area in zip(scene.frames, frames, strict=True):
        left, top, *_ = plane.box(frame.x0, frame.y0, frame.x1, frame.y1)
        kept.append((left, top, left + (len(area.name) + 2) * LETTER + 10, top + _TITLE))
    _, _, right, bottom = plane.box(0, 0, plane.left + plane.across, plane.top + plane.down)
    edge = MARGIN[1]
    found = place(points, kept, (-edge, -edge, right + edge, bottom + edge))
    return {nodes[number][0]: name for number, name in found.items()}


def _dot(plane: _Plane, spot: Spot, node: NodeRow, placed: Placed | None, *, needs: bool) -> Dot:
    across, down = plane.unit
    x, y = plane.place(spot.x, spot.y)
    action = Action(node.action)
    diameter = plane.radius * 2
    aside, drop, told = 0.0, plane.radius + 13, list[Parts]()
    if spot.fold:
        below, (name, told) = "", inscription(spot, node, across, down)
        drop = _BASELINE - len(told) * ROW / 2
    elif placed:
        name, below, aside, drop = placed.text, "", placed.dx, placed.dy + _BASELINE
    else:
        name, below = _names(plane, node)
    return Dot(
        x=x,
        y=y,
        radius=round(diameter / 2, 1),
        address=node.address,
        name=name,
        below=below,
        action=str(action),
        changes=action.changes,
        signed=diameter >= _SIGNED and not spot.fold,
        badged=diameter >= _BADGED,
        count=node.count if node.count > 1 or spot.fold else 0,
        finding=node.finding,
        needs=needs,
        fold=spot.fold,
        width=round((spot.w - 0.08) / plane.across * 100, 2),
        height=round((spot.h - 0.1) / plane.down * 100, 2),
        aside=round(aside, 1),
        drop=round(drop, 1),
        lines=tuple(Line(round(drop + number * ROW, 1), parts) for number, parts in enumerate(told, start=1)),
    )


def _names(plane: _Plane, node: NodeRow) -> tuple[str, str]:
    """Its name and what stands below; empty where there is no room."""
    across, down = plane.unit
    if not plane.readable:
        return "", ""
    name, more = _called(node)
    return cut(name, across / BOLD), cut(more, across / LETTER * 1.05) if down >= _TYPED else ""


def _called(node: NodeRow) -> tuple[str, str]:
    """The name of a node, and what else it is told by: the type comes first where the name says nothing."""
    return (kind(node), node.name) if node.name in SAYS_NOTHING else (node.name, node.type)


def _area(plane: _Plane, frame: Frame) -> Area:
    x, y = plane.place(frame.x0, frame.y0)
    area = frame.title or frame.area
    name = "instances" if frame.block else f"{area} (part {frame.part})" if frame.part else area
    across, down = plane.unit
    room = max((frame.x1 - frame.x0) * across / LETTER - 3, 4)
    return Area(
        x=x,
        y=y,
        width=round((frame.x1 - frame.x0) / plane.across * 100, 2),
        height=round((frame.y1 - frame.y0) / plane.down * 100, 2),
        name=cut(name, room) if across >= 18 and down >= 18 else "",  # noqa: PLR2004  pixels of a title
    )
