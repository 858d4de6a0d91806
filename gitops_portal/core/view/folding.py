"""The graph document and what a reader chose in; which blocks are shown, and what each stands in, out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core import address as addresses
from gitops_portal.core.containment.levels import Sort
from gitops_portal.core.cost_lines import money
from gitops_portal.core.model import GRAVEST_ACTIONS, Action, Weight
from gitops_portal.core.view import older
from gitops_portal.core.view.node import NodeRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from gitops_portal.core.containment.boxes import Containment
    from gitops_portal.core.view.graph import Document

INSTANCES: Final = "instances"
"""The level on which no module is folded, and no block either."""

MOST_NODES: Final = 60
"""More nodes than this, and modules start folded until their names have room."""

FEW: Final = 6
"""So many nodes that stand in no container are drawn; more start folded."""

Areas = list[tuple[str, ...]]


class Choice(Struct, frozen=True):
    """What a reader wants to see of a graph."""

    everything: bool = False
    """All blocks, or what changes and what stands right beside it."""
    level: str = ""
    """How many levels of modules are open, or INSTANCES; empty: as many as fit."""
    closed: tuple[str, ...] = ()
    """Modules that are folded whatever the level says,"""
    open: tuple[str, ...] = ()
    """and those that are not."""
    instances: tuple[str, ...] = ()
    """Blocks whose instances are shown."""
    topology: bool = False
    """Whether blocks stand in their containers (networks, clusters, …), and not in their modules."""


_ACTIONS: Final = tuple(map(str, GRAVEST_ACTIONS))
_FINDINGS: Final = (*map(str, Weight), *older.FINDINGS)
_GRAVE: Final = (Weight.BLOCKS, Weight.WARNS, older.FINDINGS[0])


@cache
def _around(module: str) -> tuple[str, ...]:
    return addresses.parse(module).around if module else ()


def around(node: NodeRow) -> tuple[str, ...]:
    """The modules around a block, from the outermost."""
    return _around(node.module)


def changes(node: NodeRow) -> bool:
    """Whether something happens to a block."""
    return Action(node.action).changes


def rank(node: NodeRow) -> int:
    """How grave what happens to a block is, and what is found in it: the graver, the smaller."""
    found = _FINDINGS.index(node.finding) if node.finding else len(_FINDINGS)
    return min(_ACTIONS.index(action) for action in (node.action, *node.actions)) * (len(_FINDINGS) + 1) + found


def rolls(node: NodeRow) -> bool:
    """Whether a block has instances to show: unchanged ones are all alike, unless a guardrail objects to one."""
    return node.count > 1 and (changes(node) or bool(node.finding))


def shown(document: Document, *, everything: bool) -> list[int]:
    """Positions of the blocks to show: what changes and what stands right beside it, by edges that are drawn.

    A hub alone would bring in half the plan. Where nothing changes there is nothing to leave out.
    """
    changed = {place for place, node in enumerate(document.nodes) if changes(node)}
    if everything or not changed:
        return list(range(len(document.nodes)))
    near = {end for edge in document.edges if not changed.isdisjoint(edge[:2]) for end in edge[:2]}
    return sorted(changed | near)


def tries(
    document: Document, level: str, places: Sequence[int], areas: Areas, containment: Containment | None = None
) -> list[set[str]]:
    """The areas that are folded: by level, or as it fits, ways to fold more and more. `containment`: where areas are
    containers."""
    if level == INSTANCES:
        return [set()]
    if level:
        return [{area for chain in areas for area in chain[int(level) :]}]
    if containment is None:
        return _fitting(document.nodes, places, areas, (), range(1, 2))
    longest = max(map(len, areas), default=0)
    always = _aside(containment, places, areas)
    return _fitting(document.nodes, places, areas, always, range(longest - 1, 0, -1))[:1]  # near enough or not


def _aside(containment: Containment, places: Iterable[int], areas: Areas) -> set[str]:
    """The boxes that start folded: modules in large ones, and what stands in no container, unless that is little."""
    modules = {box.area for box in containment.boxes if box.sort == Sort.MODULE}
    aside = {box.area for box in containment.boxes if box.aside} if len(containment.boxes) > 1 else set()
    held = Counter(area for place in places for area in areas[place] if area in aside)
    return modules | {area for area in aside if held[area] > FEW}


def chosen(areas: Areas, folded: set[str], choice: Choice) -> set[str]:
    """The same with what the reader folded and unfolded."""
    return (folded | _all(areas).intersection(choice.closed)) - set(choice.open)


def _all(areas: Areas) -> set[str]:
    return {area for chain in areas for area in chain}


def _fitting(
    nodes: Sequence[NodeRow], places: Sequence[int], areas: Areas, always: Collection[str], depths: Iterable[int]
) -> list[set[str]]:
    """What is always folded, areas in which nothing happens, those so deep inside others as well, all; as far as not
    too much is shown."""
    happening = (areas[n] for n, node in enumerate(nodes) if changes(node) or node.finding in _GRAVE)
    quiet = _all(areas) - {area for chain in happening for area in chain}
    inner = (quiet | {area for chain in areas for area in chain[depth:]} for depth in depths)
    ways = [{*always, *one} for one in ((), quiet, *inner)]
    fitting = [one for one in ways if _left(one, places, areas) <= MOST_NODES]
    return [*fitting, _all(areas)]


def _left(folded: Collection[str], places: Iterable[int], areas: Areas) -> int:
    """How many nodes are left to draw."""
    return len({outermost(areas[place], folded) or place for place in places})


def outermost(chain: Iterable[str], folded: Collection[str]) -> str:
    """The outermost folded area of those around a block; empty where there is none."""
    return next((area for area in chain if area in folded), "")


def levels(nodes: Iterable[NodeRow]) -> int:
    """How many levels of modules there are."""
    return max((len(around(node)) for node in nodes), default=0)


def surface(document: Document, area: str, name: str, outside: Sequence[str], places: Iterable[int]) -> NodeRow:
    """What is seen of a folded area: everything that would be seen inside it, summed."""
    members = [document.nodes[place] for place in places]
    actions: Counter[str] = Counter()
    for node in members:
        actions.update(node.actions)
    costs = [Decimal(node.cost) for node in members if node.cost]
    findings = {node.finding for node in members}
    return NodeRow(
        address=area,
        type="",
        name=name,
        module=("", *outside)[-1],
        action=min({*actions, *(node.action for node in members)}, key=_ACTIONS.index),
        count=sum(node.count for node in members),
        actions=dict(actions),
        dependants=0,
        finding=next((weight for weight in _FINDINGS if weight in findings), ""),
        cost=money(sum(costs, Decimal(0))) or "" if costs else "",
    )
