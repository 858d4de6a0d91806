"""Edges in; columns from left to right, each from top to bottom, out: few crossings, in bounded time.

Small drawings are left to a library, which is better at it; its time grows without bound, so large ones are made here:
each point as near to its neighbours as the order allows, columns ordered by the mean place of what they are tied to.
Edges are drawn straight from end to end, so in large drawings they do without lanes through the columns they pass: with
lanes there are several times as many points to order, and no fewer crossings on the page.
"""

from __future__ import annotations

from collections import defaultdict
from operator import add
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SMALL: Final = 500
"""Drawings with at most so many edges go to the library."""

_TIGHTER: Final = 8
_ONE_SIDED: Final = 16
_SWEEPS: Final = 32

Pairs = list[tuple[int, int]]
Ties = dict[int, list[int]]


def columns(edges: Pairs) -> tuple[list[list[int]], Pairs]:
    """The columns of a drawing that hangs together, and its edges, each running to the right.

    Small drawings have their edges cut into steps from one column to the next; numbers that are in no edge are lanes.
    The same edges give the same columns.
    """
    return _by_library(edges) if len(edges) <= SMALL else _by_ourselves(edges)


def _by_library(edges: Pairs) -> tuple[list[list[int]], Pairs]:
    """The library numbers its lanes from the count of points on, so the numbers of points go in without a gap."""
    from fast_sugiyama import from_edges  # slow to import, and a judgement needs none

    points = sorted({end for edge in edges for end in edge})
    dense = {point: number for number, point in enumerate(points)}
    lane = points[-1] + 1 - len(points)
    ((positions, _, _, steps),) = from_edges([(dense[a], dense[b]) for a, b in edges], vertex_spacing=1, transpose=True)

    def named(told: int | str) -> int:
        number = int(told)
        return points[number] if number < len(points) else number + lane

    layers: dict[float, list[tuple[float, int]]] = defaultdict(list)
    for number, (across, along) in positions:
        layers[-along].append((across, named(number)))  # the library draws upwards what comes first
    return [[number for _, number in sorted(layers[along])] for along in sorted(layers)], (
        [(named(a), named(b)) for a, b in steps] if steps else edges
    )


def _by_ourselves(edges: Pairs) -> tuple[list[list[int]], Pairs]:
    running, order = forward(edges)
    ranks = _ranked(running, order)
    before: Ties = defaultdict(list)
    after: Ties = defaultdict(list)
    for left, right in running:
        before[right].append(left)
        after[left].append(right)
    both = {number: before[number] + after[number] for number in order}
    drawn: list[list[int]] = [[] for _ in range(max(ranks.values()) + 1)]
    for number in _walked(order, both):
        drawn[ranks[number]].append(number)
    _order(drawn, [{n: side[n] or both[n] for n in order} for side in (before, after)], both)
    return drawn, running


def forward(edges: Pairs) -> tuple[Pairs, list[int]]:
    """The edges, those turned round that close a circle, and their ends in an order in which all edges run forward."""
    after: dict[int, list[int]] = defaultdict(list)
    for left, right in edges:
        after[left].append(right)
    done: list[int] = []
    seen: set[int] = set()
    for start in sorted({end for edge in edges for end in edge}):
        waiting = [(start, iter(after[start]))] if start not in seen else []
        seen.add(start)
        while waiting:
            new = next((other for other in waiting[-1][1] if other not in seen), None)
            if new is None:
                done.append(waiting.pop()[0])
            else:
                seen.add(new)
                waiting.append((new, iter(after[new])))
    order = done[::-1]
    place = {number: n for n, number in enumerate(order)}
    return sorted({(a, b) if place[a] < place[b] else (b, a) for a, b in edges}), order


def _ranked(edges: Pairs, order: Sequence[int]) -> dict[int, int]:
    """The column of each point: first as far left as it can stand, then nearer to the side with more edges."""
    before: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    for left, right in edges:
        before[right].append(left)
        after[left].append(right)
    ranks: dict[int, int] = {}
    for number in order:
        ranks[number] = max((ranks[other] + 1 for other in before[number]), default=0)
    for turn in range(_TIGHTER):
        for number in order if turn % 2 else reversed(order):
            if len(after[number]) > len(before[number]):
                ranks[number] = min(ranks[other] for other in after[number]) - 1
            elif len(after[number]) < len(before[number]):
                ranks[number] = max(ranks[other] for other in before[number]) + 1
    least = min(ranks.values())
    return {number: rank - least for number, rank in ranks.items()}


def _walked(order: Iterable[int], tied: Ties) -> list[int]:
    """Along the edges, in circles around the first: what is tied stands near from the beginning."""
    found: dict[int, None] = {}
    for start in order:
        waiting = [] if start in found else [start]
        found[start] = None
        for number in waiting:  # grows while it is walked
            waiting.extend(new for new in dict.fromkeys(tied[number]) if new not in found)
            found.update(dict.fromkeys(tied[number]))
    return list(found)


def _order(drawn: list[list[int]], sides: Sequence[Ties], both: Ties) -> None:
    """Sweep through the columns, to and fro: first by what each point is tied to on the side a sweep comes from, which
    untangles the whole, then by all it is tied to, which settles the parts."""
    places = {number: row - len(column) / 2 for column in drawn for row, number in enumerate(column)}
    for sweep in range(_SWEEPS):
        tied = sides[sweep % 2] if sweep < _ONE_SIDED else both
        for column in reversed(drawn) if sweep % 2 else drawn:
            wishes = sorted((sum([places[other] for other in tied[n]]) / len(tied[n]), n) for n in column)
            column[:] = [number for _, number in wishes]
            places.update(zip(column, apart([wish for wish, _ in wishes], range(len(column))), strict=True))


def apart(wishes: Iterable[float], offsets: Iterable[float]) -> Iterator[float]:
    """The places nearest to the wishes that are at least as far apart as the offsets (pooled means of neighbours)."""
    pools: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        total, count = wish - offset, 1
        while pools and pools[-1][0] * count >= total * pools[-1][1]:
            before = pools.pop()
            total, count = total + before[0], count + before[1]
        pools.append((total, count))
    means = (total / count for total, count in pools for _ in range(count))
    return map(add, means, offsets)
