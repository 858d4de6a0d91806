"""Workspaces of a change request, and who reads whose outputs, in; boxes and lines with their places out: for an SVG.

What is read stands left of what reads it, as in a run's graph: from left to right it is the order of the applies. All
figures are pixels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core.brief.naming import cut
from gitops_portal.core.change_requests import circles
from gitops_portal.core.drawing.layout import Tile, arrange
from gitops_portal.core.drawing.routes import Routes, along

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_portal.core.change_requests import Read

UNIT: Final = (180, 84)
"""Pixels across and down of one unit of the layout."""
WIDTH: Final = 240
PALE: Final = (184, 40)
"""Of a box; width and height of one of a workspace outside."""
SHOWN: Final = 3
"""Resources that a box names; the others are counted."""
HUB: Final = 12
"""What more workspaces read than this has no lines until one of them is chosen: they would lie on top of everything."""

_HEAD: Final = 46
_ROW: Final = 15
_FOOT: Final = 6
_GAP: Final = (8, 14)
"""Between a box and what stands beside it, and below it."""
_MARGIN: Final = 12
_BOLD: Final = 7.3
_LETTER: Final = 6.1
_SMALL: Final = 5.4
"""Pixels of one character of a name, an address and a label, about."""
_LABEL: Final = 17
"""Characters of a label: as many as there is room for between two columns."""
_TRIED: Final = (0.5, 0.35, 0.65, 0.2, 0.8)
"""Where on a line its label may stand."""

Point = tuple[float, float]
Pair = tuple[int, int]


class Named(NamedTuple):
    """A resource that is destroyed, replaced, or objected to by a rule that blocks."""

    address: str
    action: str
    blocks: bool


class Workspace(NamedTuple):
    """What is to be drawn. `named` stand the gravest first, `left_out` are more; `beside` stands at the name."""

    name: str
    named: Sequence[Named] = ()
    left_out: int = 0
    beside: str = ""
    outside: bool = False


class Box(Struct, frozen=True):
    """A workspace, by its upper left corner. `reads`: what it reads without a line, in a few words."""

    name: str
    title: str
    width: int
    height: int
    rows: tuple[Named, ...] = ()
    more: int = 0
    reads: str = ""
    outside: bool = False
    x: float = 0.0
    y: float = 0.0

    @property
    def texts(self) -> list[tuple[int, Named | None, str]]:
        """Below its head: where each line stands, what it names or else says."""
        told: list[tuple[Named | None, str]] = [(row, "") for row in self.rows]
        told += [(None, f"+{self.more} more")] if self.more else []
        told += [(None, self.reads)] if self.reads else []
        return [(_HEAD + number * _ROW + _ROW - 4, *each) for number, each in enumerate(told)]


class Line(Struct, frozen=True):
    """From what is read to what reads it. `hub`: drawn once an end is chosen; `circle`: both wait for each other."""

    read: Read
    path: str
    head: Point
    back: bool
    """Whether it runs from right to left, which only a circle does."""
    label: str = ""
    at: Point = (0.0, 0.0)
    hub: bool = False
    circle: bool = False


class Drawing(Struct, frozen=True):
    """All of it; boxes column by column, from top to bottom."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(workspaces: Sequence[Workspace], reads: Iterable[Read]) -> Drawing:
    """Of one workspace at least. Every read is of two of these workspaces."""
    edges = list(reads)
    often = Counter(edge.read for edge in edges)
    hubs = {name for name, count in often.items() if count > HUB}
    unlined = defaultdict(list)
    for edge in edges:
        if edge.read in hubs:
            unlined[edge.reader].append(edge.read)
    plain = [_box(each, unlined[each.name]) for each in workspaces]
    tiles = [Tile((), (box.width + _GAP[0]) / UNIT[0], (box.height + _GAP[1]) / UNIT[1]) for box in plain]
    numbers = {box.name: number for number, box in enumerate(plain)}
    pairs = [(numbers[edge.read], numbers[edge.reader]) for edge in edges]
    drawn = [pair for edge, pair in zip(edges, pairs, strict=True) if edge.read not in hubs]
    held = [pair for edge, pair in zip(edges, pairs, strict=True) if edge.read in hubs]
    places = _cornered(tiles, arrange(tiles, drawn, held).places)
    boxes = [_placed(box, place) for box, place in zip(plain, places, strict=True)]
    lines = _Lines(boxes, Routes(tiles, places), edges).all(pairs, hubs)
    return Drawing(
        width=round(max(box.x + box.width for box in boxes)) + _MARGIN,
        height=round(max(box.y + box.height for box in boxes)) + _MARGIN,
        boxes=tuple(sorted(boxes, key=lambda box: (round(box.x), box.y))),
        lines=tuple(_labelled(lines, boxes)),
    )


# ── boxes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _box(told: Workspace, unlined: Sequence[str]) -> Box:
    if told.outside:
        return Box(told.name, cut(told.name, int((PALE[0] - 20) / _BOLD)), *PALE, outside=True)
    rows = tuple(told.named[:SHOWN])
    more = len(told.named) - len(rows) + told.left_out
    lines = len(rows) + bool(more) + bool(unlined)
    room = WIDTH - 42 - (len(told.beside) + 1) * _LETTER * bool(told.beside)
    letters = int((WIDTH - 34) / _LETTER)
    return Box(
        name=told.name,
        title=cut(told.name, int(room / _BOLD)),
        width=WIDTH,
        height=_HEAD + lines * _ROW + _FOOT * bool(lines),
        rows=tuple(row._replace(address=cut(row.address, letters)) for row in rows),
        more=more,
        reads=cut(f"reads {', '.join(unlined)}", letters + 2) if unlined else "",
    )


def _cornered(tiles: Sequence[Tile], places: Sequence[Point]) -> list[Point]:
    """Places so moved that the upper left corner of everything is the margin's."""
    left = min(x - tile.width / 2 for (x, _), tile in zip(places, tiles, strict=True))
    top = min(y - tile.height / 2 for (_, y), tile in zip(places, tiles, strict=True))
    across, down = (_MARGIN - _GAP[0] / 2) / UNIT[0] - left, (_MARGIN - _GAP[1] / 2) / UNIT[1] - top
    return [(x + across, y + down) for x, y in places]


def _placed(box: Box, place: Point) -> Box:
    x, y = _pixels(place)
    return replace(box, x=round(x - box.width / 2, 1), y=round(y - box.height / 2, 1))


def _pixels(place: Point) -> Point:
    return place[0] * UNIT[0], place[1] * UNIT[1]


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Lines:
    """Draws edges between boxes that have their places."""

    def __init__(self, boxes: Sequence[Box], routes: Routes, edges: Sequence[Read]) -> None:
        self._boxes, self._routes, self._edges = boxes, routes, edges
        self._circles = {name: number for number, group in enumerate(circles(edges)) for name in group}

    def all(self, pairs: Iterable[Pair], hubs: set[str]) -> list[tuple[Line, tuple[Point, Point]]]:
        """Each with the stretch on which its label may stand."""
        return [self._line(edge, pair, hub=edge.read in hubs) for edge, pair in zip(self._edges, pairs, strict=True)]

    def _line(self, edge: Read, pair: Pair, *, hub: bool) -> tuple[Line, tuple[Point, Point]]:
        """One that would run backwards takes the way of its opposite, with its head at the other end."""
        left, right = sorted(pair, key=lambda number: self._boxes[number].x)
        one, other = self._boxes[left], self._boxes[right]
        start, end = (one.x + one.width, one.y + one.height / 2), (other.x, other.y + other.height / 2)
        points = [start, *([] if hub else map(_pixels, self._routes.of((left, right)))), end]
        back = left != pair[0]
        round_about = self._circles.get(edge.read, -1) == self._circles.get(edge.reader, -2)
        line = Line(edge, _path(points), start if back else end, back, hub=hub, circle=round_about)
        return line, (points[0], points[1]) if back else (points[-2], points[-1])


def _path(points: Sequence[Point]) -> str:
    steps = "".join(_curve(one, other) for one, other in pairwise(points))
    return f"M{points[0][0]:.0f},{points[0][1]:.0f}{steps}"


def _curve(start: Point, end: Point) -> str:
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    return f"H{x1:.0f}" if y0 == y1 else f"C{middle:.0f},{y0:.0f} {middle:.0f},{y1:.0f} {x1:.0f},{y1:.0f}"


# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _labelled(lines: Iterable[tuple[Line, tuple[Point, Point]]], boxes: Sequence[Box]) -> Iterable[Line]:
    """Lines with the outputs that are read, where there is room to say them."""
    taken = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes]
    for line, (start, end) in lines:
        text = "" if line.hub else _outputs(line.read)
        free = (along(start, end, at) for at in _TRIED if text)
        for x, y in free:
            half = len(text) * _SMALL / 2
            area = (x - half, y - 6, x + half, y + 6)
            if not any(_overlap(area, other) for other in taken):
                taken.append(area)
                yield replace(line, label=text, at=(round(x, 1), round(y, 1)))
                break
        else:
            yield line


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _outputs(read: Read) -> str:
    """`vpc_id +2`; empty where no name is known."""
    if not read.outputs:
        return ""
    more = len(read.outputs) - 1
    rest = f" +{more}" if more else ""
    return f"{cut(read.outputs[0], _LABEL - len(rest))}{rest}"
