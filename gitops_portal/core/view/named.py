"""Blocks in, how they are named in little room, and which of them are named wherever they are folded, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import GRAVEST_ACTIONS, Weight
from gitops_portal.core.view.folding import rank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.view.node import NodeRow

MOST: Final = 8
"""Blocks that one fold names: more never have room in its tile."""
SAYS_NOTHING: Final = frozenset({"this", "main", "default", "self", "all"})
"""Names that say no more than the type does."""

_DESTROYING: Final = {str(action): place for place, action in enumerate(GRAVEST_ACTIONS) if action.destroys}

Named = tuple[str, str, str]
"""What happens to a block, or `blocks`; its type and name; the one of the two that says more."""


def kind(node: NodeRow) -> str:
    """A type without its provider: `aws_db_instance` -> `db_instance`."""
    return node.type.partition("_")[2] or node.type


def named(nodes: Iterable[NodeRow]) -> tuple[list[Named], int]:
    """Those that are destroyed, replaced or violate a blocking rule, bounded, the gravest first; and how many more."""
    found = [(node, what) for node in nodes if (what := _what(node))]
    found.sort(key=lambda one: rank(one[0]))
    told = [(what, f"{kind(node)}.{node.name}", _short(node)) for node, what in found[:MOST]]
    return told, len(found) - len(told)


def _what(node: NodeRow) -> str:
    """The gravest of a block's actions where it destroys; `blocks` where that is all; else nothing."""
    destroying = {node.action, *node.actions} & _DESTROYING.keys()
    if destroying:
        return min(destroying, key=_DESTROYING.__getitem__)
    return str(Weight.BLOCKS) if node.finding == Weight.BLOCKS else ""


def _short(node: NodeRow) -> str:
    return kind(node) if node.name in SAYS_NOTHING else node.name
