"""An evaluation in, a row per block out whose inside, or whose neighbours beyond the drawing, are worth keeping."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gitops_portal.core.dependencies import instances
from gitops_portal.core.difference import compare
from gitops_portal.core.index import Index
from gitops_portal.core.view import beyond, graph

if TYPE_CHECKING:
    from gitops_portal.core.model import Evaluation


class BlockRow(NamedTuple):
    """A resource block from inside. Names are those of its columns."""

    block: str
    key: str
    document: graph.Inside


def blocks(evaluation: Evaluation) -> list[BlockRow]:
    beside = beyond.beside(evaluation)
    rows = [
        row(around.block, graph.inside(around, beside.pop(around.block, None)))
        for around in instances.neighbourhoods(Index(evaluation.changes), evaluation.graph)
    ]
    return rows + [row(block, document) for block, document in beside.items()]


def row(block: str, document: graph.Inside) -> BlockRow:
    return BlockRow(block, compare.key(block), document)
