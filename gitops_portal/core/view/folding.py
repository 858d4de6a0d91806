"""The graph document and what a reader chose in; which blocks are shown, and what each stands in, out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core import address as addresses
from gitops_portal.core import report
from gitops_portal.core.model import GRAVEST_ACTIONS, Action, Weight
from gitops_portal.core.view import older
from gitops_portal.core.view.node import NodeRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from gitops_portal.core.view.graph import Document

INSTANCES: Final = "instances"
"""The level on which no module is folded, and no block either."""

LEGIBLE: Final = 60
"""More nodes than this, and modules start folded until their names have room."""


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


def tries(document: Document, level: str, places: Sequence[int]) -> list[set[str]]:
    """The modules that are folded: by level, or as it fits, ways to fold more and more."""
    modules = _modules(document)
    if level == INSTANCES:
        return [set()]
    if level:
        return [{module for module in modules if len(_around(module)) > int(level)}]
    return _fitting(document.nodes, modules, places)


def chosen(document: Document, folded: set[str], choice: Choice) -> set[str]:
    """The same with what the reader folded and unfolded."""
    return (folded | _modules(document).intersection(choice.closed)) - set(choice.open)


def _modules(document: Document) -> set[str]:
    return {module for node in document.nodes for module in around(node)}


def _fitting(nodes: Sequence[NodeRow], modules: set[str], places: Sequence[int]) -> list[set[str]]:
    """No module, those in which nothing happens, those inside others as well, all; as far as not too much is shown."""
    busy = {module for node in nodes if changes(node) or node.finding in _GRAVE for module in around(node)}
    quiet = modules - busy
    inner = {module for module in modules if module in quiet or len(_around(module)) > 1}

    def left(chosen: Collection[str]) -> int:
        return len({outermost(nodes[place], chosen) or place for place in places})

    return [*(set(chosen) for chosen in (set[str](), quiet, inner) if left(chosen) <= LEGIBLE), modules]


def outermost(node: NodeRow, modules: Collection[str]) -> str:
    """The outermost folded module around a block; empty where there is none."""
    return next((module for module in around(node) if module in modules), "")


def levels(nodes: Iterable[NodeRow]) -> int:
    """How many levels of modules there are."""
    return max((len(around(node)) for node in nodes), default=0)


def outside(module: str) -> tuple[str, ...]:
    """The modules around a module."""
    return _around(module)[:-1]


def surface(document: Document, module: str, places: Iterable[int]) -> NodeRow:
    """What is seen of a folded module: everything that would be seen inside it, summed."""
    members = [document.nodes[place] for place in places]
    actions: Counter[str] = Counter()
    for node in members:
        actions.update(node.actions)
    costs = [Decimal(node.cost) for node in members if node.cost]
    findings = {node.finding for node in members}
    return NodeRow(
        address=module,
        type="",
        name=addresses.parse(module).modules[-1].name,
        module=("", *outside(module))[-1],
        action=min({*actions, *(node.action for node in members)}, key=_ACTIONS.index),
        count=sum(node.count for node in members),
        actions=dict(actions),
        dependants=0,
        finding=next((weight for weight in _FINDINGS if weight in findings), ""),
        cost=report.money(sum(costs, Decimal(0))) or "" if costs else "",
    )
