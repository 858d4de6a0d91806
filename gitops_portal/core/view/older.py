"""Documents of any version in, those of today's form out: runs are kept for years, and none is evaluated again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import Gravity, Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM: Final = 3
"""The first form had letters for names, and no number; the second had places in its nodes, and no scene."""

FINDINGS: Final = ("violated", "undetermined")
"""What the nodes of earlier forms said of their findings: whether one blocks was not told."""

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
    if "form" in document or not document:
        return document
    return {**document, "nodes": [block(node) for node in document.get("nodes", [])]}


def block(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node of the first form, or of a later one, in today's words."""
    return {_NODE.get(name, name): value for name, value in node.items()}


_GRAVITIES: Final[Mapping[str, Gravity]] = {Outcome.BLOCKED: Gravity.BLOCKS, Outcome.PASSED: Gravity.CANNOT_BE_TOLD}


def brief(summary: Mapping[str, Any], verdict: str) -> Mapping[str, Any]:
    """The brief of a run; of one that was evaluated before there were briefs, the reasons of its verdict as one."""
    if "brief" in summary or "plan" not in summary:
        return summary.get("brief") or {"headline": "", "sentences": []}
    said = [
        {
            "gravity": str(_GRAVITIES.get(verdict, Gravity.NEEDS_APPROVAL)),
            "kind": str(Kind.VIOLATED),
            "text": reason,
            "addresses": [],
        }
        for reason in summary.get("reasons", ())
    ]
    return {"headline": "", "sentences": said}
