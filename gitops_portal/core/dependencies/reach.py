"""Steps from point to point in; what hangs together, and all that a point leads to, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

PART: Final = 8192
"""So many bits are worked out at a time: the masks of all points at once would be as large as the square of them."""

T = TypeVar("T")


def components(points: Iterable[T], steps: Iterable[tuple[T, T]]) -> list[set[T]]:
    """Points that lead to each other, each group after all that it leads to: depth and circles need no more thought.

    Ends of steps are points too, whether or not they are named among them.
    """
    towards: dict[T, list[T]] = {point: [] for point in points}
    open_steps = dict.fromkeys(towards, 0)
    for start, end in steps:
        if end in towards:
            towards[end].append(start)
        else:
            towards[end], open_steps[end] = [start], 0
        open_steps[start] = open_steps.get(start, 0) + 1
        if start not in towards:
            towards[start] = []
    ordered = [point for point, count in open_steps.items() if not count]
    for point in ordered:  # it grows as it is walked
        for start in towards[point]:
            open_steps[start] -= 1
            if not open_steps[start]:
                ordered.append(start)
    found = [{point} for point in ordered]
    if len(ordered) < len(towards):
        found += _in_circles([point for point, count in open_steps.items() if count], towards)
    return found


def _in_circles(points: Collection[T], towards: Mapping[T, Iterable[T]]) -> Iterable[set[T]]:
    """The same of points in circles, and of what leads to them. Hardly a plan has any, so the library comes in here."""
    import networkx as nx

    walked: nx.DiGraph[T] = nx.DiGraph()
    walked.add_nodes_from(points)
    walked.add_edges_from((start, end) for end in points for start in towards[end])
    return nx.strongly_connected_components(walked)


def masks(steps: Sequence[Sequence[int]], groups: Iterable[Iterable[int]]) -> Iterator[tuple[int, list[int]]]:
    """Per number a set of bits, all that it leads to and itself, a part at a time: where the part starts, and the sets.

    `groups` are the components of the numbers, as `components` orders them.
    """
    groups = [tuple(group) for group in groups]
    for start in range(0, len(steps), PART):
        found = [0] * len(steps)
        for group in groups:
            mask = 0
            for number in group:
                if start <= number < start + PART:
                    mask |= 1 << (number - start)
                for step in steps[number]:
                    mask |= found[step]
            for number in group:
                found[number] = mask
        yield start, found


def implied(pairs: Iterable[tuple[T, T]]) -> set[tuple[T, T]]:
    """The pairs that a longer path of other pairs stands for as well; in circles all pairs stand."""
    pairs = list(pairs)
    numbers = {point: number for number, point in enumerate(dict.fromkeys(point for pair in pairs for point in pair))}
    steps: list[list[int]] = [[] for _ in numbers]
    for start, end in pairs:
        steps[numbers[start]].append(numbers[end])
    groups = components(range(len(steps)), ((number, step) for number, found in enumerate(steps) for step in found))
    looped = {number for group in groups if len(group) > 1 for number in group}
    found = set()
    for first, sets in masks(steps, groups):
        further = []
        for own in steps:
            mask = 0
            for number in own:
                if number not in looped:
                    for step in steps[number]:
                        mask |= sets[step]
            further.append(mask)
        for start, end in pairs:
            if 0 <= numbers[end] - first < PART and further[numbers[start]] >> (numbers[end] - first) & 1:
                found.add((start, end))
    return found


def places(mask: int) -> Iterator[int]:
    """The positions of the bits that are set."""
    place = 0
    while mask:
        gap = (mask & -mask).bit_length()
        place += gap
        mask >>= gap
        yield place - 1
