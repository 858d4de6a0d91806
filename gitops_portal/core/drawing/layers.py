"""Edges in; columns from left to right, each from top to bottom, out: few crossings, in bounded time.

Small drawings are left to a library, which is better at it; its time grows without bound, so large ones are made here:
each point as near to its neighbours as the order allows, columns ordered by the mean place of what they are tied to.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from fast_sugiyama import from_edges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SMALL: Final = 500
"""Drawings with at most so many edges go to the library."""

LANES: Final = 15_000
"""So many places are kept for edges that pass columns; the longest edges beyond go without."""

_TIGHTER: Final = 8
_SWEEPS: Final = 12

Pairs = list[tuple[int, int]]


def columns(edges: Pairs) -> tuple[list[list[int]], Pairs]:
    """The columns of a drawing that hangs together, and its edges cut into steps from one column to the next.

    Numbers that are in no edge are lanes. The same edges give the same columns.
    """
    return _by_library(edges) if len(edges) <= SMALL else _by_ourselves(edges)


def _by_library(edges: Pairs) -> tuple[list[list[int]], Pairs]:
    ((positions, _, _, steps),) = from_edges(edges, vertex_spacing=1, transpose=True)
    layers: dict[float, list[tuple[float, int]]] = defaultdict(list)
    for number, (across, along) in positions:
        layers[-along].append((across, int(number)))  # the library draws upwards what comes first
    return [[number for _, number in sorted(layers[along])] for along in sorted(layers)], [
        (int(a), int(b)) for a, b in steps or edges
    ]


def _by_ourselves(edges: Pairs) -> tuple[list[list[int]], Pairs]:
    forward, order = _without_circles(edges)
    ranks = _ranked(forward, order)
    steps = _stepped(forward, ranks)
    tied: tuple[dict[int, list[int]], dict[int, list[int]]] = (defaultdict(list), defaultdict(list))
    for left, right in steps:
        tied[0][right].append(left)
        tied[1][left].append(right)
    drawn: list[list[int]] = [[] for _ in range(max(ranks.values()) + 1)]
    for number in _walked(order, tied):
        drawn[ranks[number]].append(number)
    return _ordered(drawn, tied, steps, ranks), steps


def _without_circles(edges: Pairs) -> tuple[Pairs, list[int]]:
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


def _stepped(edges: Pairs, ranks: dict[int, int]) -> Pairs:
    """The edges as steps through lanes, which get numbers and ranks of their own, the shortest first."""
    new = max(ranks) + 1
    room = LANES
    steps: Pairs = []
    for left, right in sorted(edges, key=lambda edge: ranks[edge[1]] - ranks[edge[0]]):
        passed = range(ranks[left] + 1, ranks[right])
        if len(passed) > room:
            continue
        room -= len(passed)
        lanes = list(range(new, new + len(passed)))
        new += len(passed)
        ranks.update(zip(lanes, passed, strict=True))
        steps.extend(pairwise([left, *lanes, right]))
    return steps


def _walked(order: Iterable[int], tied: tuple[dict[int, list[int]], dict[int, list[int]]]) -> list[int]:
    """Along the edges: what is tied stands near from the beginning."""
    found: list[int] = []
    seen: set[int] = set()
    for start in order:
        waiting = [start]
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                found.append(number)
                waiting.extend(other for side in tied for other in side[number] if other not in seen)
    return found


def _ordered(
    drawn: list[list[int]],
    tied: tuple[dict[int, list[int]], dict[int, list[int]]],
    steps: Pairs,
    ranks: dict[int, int],
) -> list[list[int]]:
    """Columns in the best order that sweeps from side to side have found."""
    places = {number: float(place) for column in drawn for place, number in enumerate(column)}
    best, fewest = drawn, _crossings(steps, places, ranks)
    for sweep in range(_SWEEPS):
        side = tied[sweep % 2]
        columns = drawn if sweep % 2 == 0 else drawn[::-1]
        swept = []
        for column in columns:
            wishes = {n: sum(places[o] for o in side[n]) / len(side[n]) if side[n] else places[n] for n in column}
            ordered = sorted(column, key=wishes.__getitem__)
            places.update((number, float(place)) for place, number in enumerate(ordered))
            swept.append(ordered)
        drawn = swept if sweep % 2 == 0 else swept[::-1]
        count = _crossings(steps, places, ranks)
        if count < fewest:
            best, fewest = drawn, count
    return best


def _crossings(steps: Pairs, places: dict[int, float], ranks: dict[int, int]) -> int:
    """How many pairs of steps between the same two columns cross."""
    between: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for left, right in steps:
        between[ranks[left]].append((places[left], places[right]))
    count = 0
    for pairs in between.values():
        passed: list[float] = []
        for _, place in sorted(pairs):
            count += len(passed) - bisect_right(passed, place)
            insort(passed, place)
    return count
