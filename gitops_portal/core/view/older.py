"""A graph document of any version in, one of today's form out: runs are kept for years, and none is drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM: Final = 2
"""The first form had letters for names, and no number."""

_NODE: Final = {
    "a": "address",
    "t": "type",
    "n": "name",
    "m": "module",
    "c": "action",
    "k": "count",
    "acts": "actions",
    "d": "dependants",
    "f": "finding",
}


def renewed(document: Mapping[str, Any]) -> Mapping[str, Any]:
    if document.get("form") == FORM or not document:
        return document
    return {
        **document,
        "nodes": [block(node) for node in document.get("nodes", [])],
        "boxes": [block(box) for box in document.get("boxes", [])],
    }


def block(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node or a frame of the first form, or of today's, in today's words."""
    return {_NODE.get(name, name): value for name, value in node.items()}
