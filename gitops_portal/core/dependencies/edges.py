"""Links in, needs out: which block needs which, each with all that tells of it, and what leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.dependencies import reach
from gitops_portal.core.dependencies.references import Kind, Links, Point
from gitops_portal.core.model import Origin

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

EDGES: Final = 200_000
"""More are counted and not listed: a module that waits for a module multiplies, and memory is not without end."""

_THROUGH: Final = frozenset({Kind.PASSAGE, Kind.PROVIDER})
_LEARNT: Final = {
    Origin.CONFIGURATION: frozenset(Kind) - {Kind.PROVIDER},
    Origin.PROVIDER: frozenset({Kind.PROVIDER}),
}

Needs = dict[tuple[str, str], tuple[Origin, ...]]
"""(dependant, dependency) and all that tells of it, what was asked first in front."""


def learn(needs: Needs, dependant: str, dependency: str, origin: Origin) -> None:
    pair = dependant, dependency
    known = needs.get(pair, ())
    if origin not in known:
        needs[pair] = (*known, origin)


def follow(links: Links, blocks: Container[str], needs: Needs) -> tuple[list[tuple[str, str]], int]:
    """Follow every link from block to block into `needs`; back come dead ends, and how many ends had no room."""
    ends = _Ends(links)
    lost: set[tuple[str, str]] = set()
    left_out = 0
    for block, steps in links.items():
        if block.kind is not Kind.BLOCK:
            continue
        for origin, kinds in _LEARNT.items():
            chosen = [step for step in steps if step.kind in kinds]
            if not chosen:
                continue
            found, cut = ends.reached(chosen, EDGES - len(needs) - len(lost))
            left_out += cut
            for end in found:
                if end.kind is Kind.BLOCK and end.address in blocks:
                    if end != block:
                        learn(needs, block.address, end.address, origin)
                elif origin is Origin.CONFIGURATION:
                    lost.add((block.address, end.address))
    return sorted(lost), left_out


def add_printed(printed: Links, blocks: Container[str], needs: Needs) -> int:
    """What the printed graph tells of blocks that are in the plan; back comes how many ends had no room."""
    ends = _Ends(printed)
    left_out = 0
    for block, steps in printed.items():
        if block.kind is Kind.BLOCK and block.address in blocks:
            found, cut = ends.reached(steps, EDGES - len(needs))
            left_out += cut
            for end in found:
                if end.address in blocks and end != block:
                    learn(needs, block.address, end.address, Origin.DOT)
    return left_out


class _Ends:
    """The blocks and dead ends that points lead to through variables, outputs, calls and providers, as bit sets.

    Sets of bits since modules multiply: a chain of n outputs holds n²/2 pairs.
    """

    def __init__(self, links: Links) -> None:
        self.all: list[Point] = []
        self._bits: dict[Point, int] = {}
        self._masks: dict[Point, int] = {}
        between = [point for point in links if point.kind in _THROUGH]
        steps = ((point, step) for point in between for step in links[point] if step.kind in _THROUGH)
        for component in reach.components(between, steps):
            mask = 0
            for point in component:
                for step in links.get(point, ()):
                    mask |= self._mask(step)
            self._masks.update(dict.fromkeys(component, mask))

    def reached(self, steps: Sequence[Point], room: int) -> tuple[Iterable[Point], int]:
        """The ends behind some links; none of them, and how many there are, when there is no room for so many."""
        found: dict[Point, None] = {}
        mask = 0
        for step in steps:
            if step.kind in _THROUGH:
                mask |= self._masks.get(step, 0)
            else:
                found[step] = None
        count = len(found) + mask.bit_count()
        if count > room:
            return (), count
        if mask:
            found.update(dict.fromkeys(self.all[place] for place in reach.places(mask)))
        return found, 0

    def _mask(self, step: Point) -> int:
        if step.kind in _THROUGH:
            return self._masks.get(step, 0)
        if step not in self._bits:
            self._bits[step] = len(self.all)
            self.all.append(step)
        return 1 << self._bits[step]
