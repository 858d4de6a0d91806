"""A plan and its graph in, the boxes that its blocks stand in out: account, region, and the containers inside.

Where everything stands in one account or one region, that is told once and is no box.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core import address as addresses
from gitops_portal.core.containment import containers, facts, levels
from gitops_portal.core.containment.facts import Facts
from gitops_portal.core.containment.kinds import KIND_OF
from gitops_portal.core.containment.levels import Sort
from gitops_portal.core.containment.naming import beyond, title
from gitops_portal.core.containment.places import Places, together
from gitops_portal.core.containment.resources import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_portal.core.containment.containers import Found
    from gitops_portal.core.containment.levels import Levels
    from gitops_portal.core.containment.places import Place
    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Change, Graph


class Box(Struct, frozen=True, omit_defaults=True):
    """An area that blocks stand in."""

    area: str
    """What it is asked for by: the address of a block, else what it is called, with what is around it."""
    title: str
    """`region eu-west-1`."""
    name: str
    """`eu-west-1`, where there is no room for more."""
    outer: int = -1
    """Position of the box around it."""
    sort: str = Sort.CONTAINER
    """As `Sort` says."""

    @property
    def aside(self) -> bool:
        """Whether it holds what stands in no container: it starts folded."""
        return self.sort == Sort.ASIDE


class Containment(Struct, frozen=True, omit_defaults=True):
    """Where blocks stand, by their positions in what this is told of."""

    boxes: list[Box] = []
    """The outer before the inner."""
    within: list[int] = []
    """Per block the position of its innermost box; -1 for none."""
    everywhere: str = ""
    """What everything stands in, as one line."""
    notes: dict[str, str] = {}
    """By address: why a block stands no further inside."""

    def chains(self) -> list[tuple[str, ...]]:
        """Per block the areas around it, from the outermost."""
        around: list[tuple[str, ...]] = []
        for box in self.boxes:
            around.append((*(around[box.outer] if box.outer >= 0 else ()), box.area))
        return [around[place] if place >= 0 else () for place in self.within]

    def told(self, position: int) -> list[str]:
        """What a block stands in, from the outermost, in words."""
        titles: list[str] = []
        place, sort = self.within[position], str(Sort.CONTAINER)
        while place >= 0:
            box = self.boxes[place]
            titles.insert(0, box.title)
            place, sort = box.outer, box.sort
        return titles if sort in {Sort.ASIDE, Sort.LOST} else [*filter(None, [self.everywhere]), *titles]


def of_plan(index: Index, graph: Graph, drawn: Sequence[str]) -> Containment:
    """Where the blocks of a plan stand that are `drawn`; those that are not may hold them all the same."""
    instances = resources(index, graph)
    said = facts.of_plan(index, graph, instances)
    told = Places(index, (change for block in instances.values() for change in block))
    places = {block: together(map(told.of, instances.get(block, ()))) for block in said.types}
    return _boxed(drawn, said.types, containers.find(said), places, instances)


def of_references(drawn: Sequence[tuple[str, str]], edges: Iterable[tuple[str, str]]) -> Containment:
    """The same where nothing is known of blocks but their addresses and types, and what they depend on."""
    known = Facts(dict(drawn), list(edges))
    return _boxed([address for address, _ in drawn], known.types, containers.find(known), {}, {})


def _boxed(
    drawn: Sequence[str],
    blocks: Mapping[str, str],
    found: Found,
    places: Mapping[str, Place],
    instances: Mapping[str, Sequence[Change]],
) -> Containment:
    kinds = {block: KIND_OF[type_] for block, type_ in blocks.items() if type_ in KIND_OF}
    titles = {block: title(block, kind, instances.get(block, ())) for block, kind in kinds.items()}
    titles |= {key: beyond(named) for key, named in found.beyond.items()}
    around = levels.around(found, blocks, places, titles)
    holding = {area for chain in found.chains.values() for area in chain}
    own = {one: (levels.Level(one, *titles[one]),) if one in holding else () for one in drawn}
    everywhere, chains = levels.told_once([_inside(around[one], own[one]) for one in drawn])
    boxes, within = _tree(levels.gathered(chains, [*map(_module, drawn)]))
    return Containment(boxes, within, everywhere, {one: found.notes[one] for one in drawn if one in found.notes})


def _module(block: str) -> str:
    """The outermost module around a block."""
    return next(iter(addresses.parse(block).around), "")


def _inside(chain: Levels, own: Levels) -> Levels:
    """A container that holds any stands in itself."""
    return own if own and chain == (levels.UNTOLD,) else (*chain, *own)


def _tree(chains: Iterable[Levels]) -> tuple[list[Box], list[int]]:
    boxes: list[Box] = []
    numbers: dict[str, int] = {}
    within: list[int] = []
    for chain in chains:
        place = -1
        for level in chain:
            if level.area not in numbers:
                numbers[level.area] = len(boxes)
                boxes.append(Box(level.area, level.title, level.name, place, str(level.sort)))
            place = numbers[level.area]
        within.append(place)
    return boxes, within
