"""Looking at a drawing: what an edge crosses on its way, as it is seen on the page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gitops_portal.core.drawing.routes import SIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.drawing.layout import Tile
    from gitops_portal.core.drawing.routes import Point

_STEPS: Final = 40
_NODE: Final = 0.12
"""Half of a node, at the scale where names begin."""
_NAME: Final = (0.2, 0.64)
"""Where the name of a node stands, below its middle, in units at the scale where names begin."""


def crossed(places: Sequence[Point], tiles: Sequence[Tile], edge: tuple[int, int], bends: Sequence[Point]) -> set[int]:
    """The tiles, or the names below them, that an edge (needed, dependant) with these bends crosses."""
    (x0, y0), (x1, y1) = (places[end] for end in edge)
    sides = [SIDE + (tiles[end].width - 1) / 2 for end in edge]
    points = [(x0 + sides[0], y0), *bends, (x1 - sides[1], y1)]
    seen = [_step(one, other, at / _STEPS) for one, other in pairwise(points) for at in range(_STEPS + 1)]
    return {
        number
        for number, (x, y) in enumerate(places)
        if number not in edge and any(_on(tiles[number], px - x, py - y) for px, py in seen)
    }


def _on(tile: Tile, x: float, y: float) -> bool:
    if tile.height == 1 and tile.width == 1:
        on_node = abs(x) < _NODE and abs(y) < _NODE
        return on_node or (abs(x) < SIDE - 0.02 and _NAME[0] < y < _NAME[1])
    return abs(x) < tile.width / 2 - 0.06 and abs(y) < tile.height / 2 - 0.06


def _step(start: Point, end: Point, at: float) -> Point:
    rest = 1 - at
    middle = (start[0] + end[0]) / 2
    across = rest**3 * start[0] + 3 * rest * at * middle + at**3 * end[0]
    return across, start[1] + (end[1] - start[1]) * (3 * at**2 - 2 * at**3)
