"""Placed tiles and edges in; the points that each edge passes, so that it crosses no other tile's name, out.

An edge leaves its column level, arrives level, and bends in between, as a smooth step. Where that step would run
through a tile or the name below it, it is led through the nearest gap between the rows of that column.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_portal.core.drawing.layout import Tile

ABOVE: Final = 0.26
BELOW: Final = 0.68
"""What a node and its name take up, above and below its middle, in units of one node at the scale where names begin."""
SIDE: Final = 0.46
"""And to each side, of a tile of one unit."""

_CLEAR: Final = 0.025
_SAMPLES: Final = 8
"""Places looked at per unit of the way."""
_BENDS: Final = 20
"""An edge is led round at most so many columns."""

Point = tuple[float, float]


class _Span(NamedTuple):
    top: float
    bottom: float
    number: int


class _Column(NamedTuple):
    """Tiles whose middles stand at one x, from top to bottom."""

    x: float
    side: float
    spans: list[_Span]
    tops: list[float]


class Routes:
    """Finds the way of edges between placed tiles."""

    def __init__(self, tiles: Sequence[Tile], places: Sequence[Point], anchors: Sequence[Point] = ()) -> None:
        """`anchors`: where the edges of each tile begin and end; its middle where nothing is said."""
        self._tiles, self._places, self._anchors = tiles, places, anchors or places
        columns: dict[float, list[int]] = defaultdict(list)
        for number, (x, _) in enumerate(places):
            columns[round(x, 2)].append(number)
        self._columns = [self._column(x, columns[x]) for x in sorted(columns)]
        self._xs = [column.x for column in self._columns]
        self._widest = max((column.side for column in self._columns), default=0.0)

    def _column(self, x: float, members: Iterable[int]) -> _Column:
        spans = sorted(_Span(*self._taken(number), number) for number in members)
        side = (max(self._tiles[span.number].width for span in spans) - 1) / 2 + SIDE
        return _Column(x, max(side, SIDE), spans, [span.top for span in spans])

    def _taken(self, number: int) -> tuple[float, float]:
        """From where to where a tile takes up its column; one of one unit by one is a node with its name."""
        tile, middle, y = self._tiles[number], self._places[number][1], self._anchors[number][1]
        if (tile.width, tile.height) == (1, 1):
            return y - ABOVE, y + BELOW
        return middle - tile.height / 2, middle + tile.height / 2

    def of(self, edge: tuple[int, int]) -> list[Point]:
        """Where an edge (needed, dependant) bends, from left to right; nowhere where its way is free.

        Before the first and after the last it is level as far as the side of the column that its end stands in.
        """
        (x0, y0), (x1, y1) = (self._anchors[number] for number in edge)
        start = (x0 + SIDE + (self._tiles[edge[0]].width - 1) / 2, y0)
        end = (x1 - SIDE - (self._tiles[edge[1]].width - 1) / 2, y1)
        return _bending([start, *self._between(start, end, edge, _BENDS)])

    def _between(self, start: Point, end: Point, ends: tuple[int, int], bends: int) -> list[Point]:
        """The points after the start, the end included."""
        found = self._hit(start, end, ends) if bends else None
        if found is None:
            return [end]
        column, y = found
        level = self._gap(column, _level(column, start, end, y), ends)
        left, right = (max(column.x - column.side, start[0]), level), (min(column.x + column.side, end[0]), level)
        before = self._between(start, left, ends, bends // 2)
        return [*before, right, *self._between(right, end, ends, bends - 1)]

    def _hit(self, start: Point, end: Point, ends: tuple[int, int]) -> tuple[_Column, float] | None:
        """The first column in whose tiles the step from start to end runs, and where."""
        count = max(4, int((end[0] - start[0] + abs(end[1] - start[1])) * _SAMPLES))
        for step in range(1, count):
            x, y = along(start, end, step / count)
            low, high = bisect_left(self._xs, x - self._widest), bisect_right(self._xs, x + self._widest)
            for column in self._columns[low:high]:
                if abs(column.x - x) < column.side and self._blocked(column, y, ends):
                    return column, y
        return None

    @staticmethod
    def _blocked(column: _Column, y: float, ends: tuple[int, int]) -> bool:
        place = bisect_right(column.tops, y) - 1
        if place < 0:
            return False
        span = column.spans[place]
        return y < span.bottom and span.number not in ends

    def _gap(self, column: _Column, y: float, ends: tuple[int, int]) -> float:
        """The nearest height at which no tile but the ends stands, across a column and whatever stands beside it."""
        reach = column.side + self._widest
        low, high = bisect_left(self._xs, column.x - reach), bisect_right(self._xs, column.x + reach)
        near = [one for one in self._columns[low:high] if abs(one.x - column.x) < column.side + one.side]
        above = below = y
        spans = [span for one in near for span in one.spans if span.number not in ends]
        for span in sorted(spans):
            if span.top - _CLEAR < below < span.bottom + _CLEAR:
                below = span.bottom + _CLEAR
        for span in sorted(spans, key=lambda span: -span.bottom):
            if span.top - _CLEAR < above < span.bottom + _CLEAR:
                above = span.top - _CLEAR
        return above if y - above < below - y else below


def _bending(points: Sequence[Point]) -> list[Point]:
    """The points between the ends without those that a level line passes."""
    around = zip(points, points[1:], points[2:], strict=False)
    return [point for before, point, after in around if not before[1] == point[1] == after[1]]


def _level(column: _Column, start: Point, end: Point, y: float) -> float:
    """Where to pass a column: near where the step would; level with an end beside which there is no room to bend."""
    if column.x + column.side >= end[0]:
        return end[1]
    return start[1] if column.x - column.side <= start[0] else y


def along(start: Point, end: Point, at: float) -> Point:
    """A place on a smooth step: a cubic curve whose handles stand level in the middle."""
    rest = 1 - at
    middle = (start[0] + end[0]) / 2
    outer, inner = rest * rest * rest, 3 * rest * rest * at
    across = outer * start[0] + (inner + 3 * rest * at * at) * middle + at * at * at * end[0]
    return across, (outer + inner) * start[1] + (1 - outer - inner) * end[1]
