"""Nodes of a picture too small for all their names in, the names that have room out, the gravest first.

The same as in `frontend/lib/names.js`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.view.tile import BOLD, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LENGTHS: Final = (18, 9, 6)
"""Letters that are tried."""
HIGH: Final = 14
"""Pixels of a name."""
GAP: Final = 2
_CELL: Final = 64
"""Pixels of the squares in which neighbours are looked for."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


class Point(NamedTuple):
    """A node in pixels: its middle, its radius, its name, and whether no edge leaves to its right."""

    x: float
    y: float
    radius: float
    name: str
    beside: bool


class Placed(NamedTuple):
    """A name, and how far its middle stands from its node's, in pixels."""

    text: str
    dx: float
    dy: float


def place(points: Sequence[Point], kept: Iterable[Box], room: Box) -> dict[int, Placed]:
    """Position of each point that has room for its name -> the name; the earlier a point, the sooner it is named.

    `kept` are boxes that stay clear; no name stands outside of `room`.
    """
    cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
    circles = ((p.x - p.radius, p.y - p.radius, p.x + p.radius, p.y + p.radius) for p in points)
    for box in (*kept, *circles):
        _take(cells, box)
    found: dict[int, Placed] = {}
    for number, point in enumerate(points):
        free = ((text, box) for text, box in _tries(point) if _inside(box, room) and _free(cells, box))
        text, box = next(free, ("", (0.0, 0.0, 0.0, 0.0)))
        if text:
            _take(cells, box)
            found[number] = Placed(text, (box[0] + box[2]) / 2 - point.x, (box[1] + box[3]) / 2 - point.y)
    return found


def _tries(point: Point) -> Iterator[tuple[str, Box]]:
    """Below, above or beside the node; and if need be in fewer letters."""
    for text in dict.fromkeys(cut(point.name, length) for length in LENGTHS):
        wide = len(text) * BOLD
        corners = [
            (point.x - wide / 2, point.y + point.radius + GAP),
            (point.x - wide / 2, point.y - point.radius - GAP - HIGH),
        ]
        if point.beside:
            corners.append((point.x + point.radius + GAP, point.y - HIGH / 2))
        for left, top in corners:
            yield text, (left, top, left + wide, top + HIGH)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(side // _CELL) for side in box)
    return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


def _take(cells: defaultdict[tuple[int, int], list[Box]], box: Box) -> None:
    for cell in _cells(box):
        cells[cell].append(box)


def _free(cells: defaultdict[tuple[int, int], list[Box]], box: Box) -> bool:
    return not any(_meet(box, other) for cell in _cells(box) for other in cells[cell])


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _inside(box: Box, room: Box) -> bool:
    return box[0] >= room[0] and box[1] >= room[1] and box[2] <= room[2] and box[3] <= room[3]
