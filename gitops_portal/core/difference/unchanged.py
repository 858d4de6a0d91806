"""A Change and its Diff in, the attributes that stay as they are out, as they may be shown."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from gitops_portal.core.text import shown, shown_step

if TYPE_CHECKING:
    from gitops_portal.core.model import Change, Diff, Value

LISTED: Final = 500
"""Unchanged attributes of one resource that are kept; the rest is counted."""
_DEEPER: Final = frozenset(".[")
_LINE: Final = re.compile(r" line \d+\Z")


def unchanged(change: Change, found: Diff) -> list[tuple[str, str]]:
    """Path and value of each, at most LISTED: what stands afterwards and in no difference.

    Empty where a side is missing, or where not all differences are listed: then nobody can tell.
    """
    if not change.before or not change.after or found.left_out:
        return []
    differing = sorted(_LINE.sub("", row.path) for row in found.differences if row.after is not None)
    kept: list[tuple[str, str]] = []
    _find("", change.after, differing, frozenset(differing), kept)
    return kept


def _find(
    place: str, value: Value, differing: list[str], as_a_whole: frozenset[str], kept: list[tuple[str, str]]
) -> None:
    """The single values below, in the order of their names, are added to `kept`; nothing of what differs as a whole.

    `differing` are in order, and `as_a_whole` the same ones: the places that are left out.
    """
    if place in as_a_whole or len(kept) == LISTED:
        return
    if isinstance(value, dict) and value:
        for name in sorted(value):
            if (inner := value[name]) is not None:  # a null is an attribute that nobody sets
                _find(shown_step(place, name), inner, differing, as_a_whole, kept)
    elif isinstance(value, list) and value:
        for at, inner in enumerate(value):
            _find(shown_step(place, at), inner, differing, as_a_whole, kept)
    elif not (isinstance(value, str) and _differs_inside(place, differing)):
        kept.append((place, shown(value)))


def _differs_inside(place: str, differing: list[str]) -> bool:
    """Whether a text at this place holds a document, or lines, of which a part differs."""
    at = bisect_left(differing, place)  # from here on stand those that begin with it, before all others
    while at < len(differing) and differing[at].startswith(place):
        if differing[at][len(place)] in _DEEPER:
            return True
        at += 1
    return False
