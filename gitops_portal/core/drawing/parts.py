"""Which area each thing is drawn in, and what leads to what, in; the part of its area that it is drawn in out.

Modules can wait for each other by different resources. Drawn as one area each, some edges between them would run
backwards; so such an area is drawn in parts, as few as do, and every edge runs from left to right.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from typing import TYPE_CHECKING, Final

from gitops_portal.core.dependencies import reach
from gitops_portal.core.drawing import layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TRIED: Final = 5
"""Areas in one circle of which every order is tried."""


def parts(areas: Mapping[int, int], edges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Of everything whose area is drawn in parts, the number of its part, from 1 in the order of drawing.

    `areas`: number of a thing -> number of its area; `edges`: pairs of things, the first is needed by the second.
    """
    edges = list(edges)
    crossing = [(a, b) for a, b in edges if areas[a] != areas[b]]
    circles = [group for group in reach.components((), ((areas[a], areas[b]) for a, b in crossing)) if len(group) > 1]
    found: dict[int, int] = {}
    for circle in circles:
        inside = [(a, b) for a, b in edges if areas[a] in circle and areas[b] in circle]
        stages = _fewest(sorted(circle), areas, *layers.forward(inside))
        found.update(_numbered(areas, circle, stages))
    return found


def _fewest(
    circle: Sequence[int], areas: Mapping[int, int], edges: Sequence[tuple[int, int]], order: Sequence[int]
) -> dict[int, int]:
    """The stage of each thing by the order of areas that cuts them least; of many, by the order of first need."""
    first = {areas[thing]: place for place, thing in reversed(list(enumerate(order)))}
    by_need = sorted(circle, key=lambda area: (first.get(area, 0), area))
    tries = permutations(by_need) if len(circle) <= _TRIED else [tuple(by_need)]
    before: dict[int, list[int]] = defaultdict(list)
    for needed, thing in edges:
        before[thing].append(needed)
    staged = (_stages({area: rank for rank, area in enumerate(one)}, areas, before, order) for one in tries)
    return min(staged, key=lambda stages: len({(areas[thing], stage) for thing, stage in stages.items()}))


def _stages(
    ranks: Mapping[int, int], areas: Mapping[int, int], before: Mapping[int, Iterable[int]], order: Iterable[int]
) -> dict[int, int]:
    """Within a stage edges run along the order of areas; against it they lead to the next."""
    stages: dict[int, int] = {}
    for thing in order:
        own = ranks[areas[thing]]
        stages[thing] = max(
            (stages[needed] + (ranks[areas[needed]] > own) for needed in before.get(thing, ())), default=0
        )
    return stages


def _numbered(areas: Mapping[int, int], circle: set[int], stages: Mapping[int, int]) -> dict[int, int]:
    """By area its stages, numbered; what nothing in the circle is tied to is drawn in the first part."""
    held: dict[int, set[int]] = defaultdict(set)
    for thing, stage in stages.items():
        held[areas[thing]].add(stage)
    numbers = {area: {stage: number for number, stage in enumerate(sorted(found), 1)} for area, found in held.items()}
    return {
        thing: numbers[area].get(stages.get(thing, -1), 1)
        for thing, area in areas.items()
        if area in circle and len(numbers[area]) > 1
    }
