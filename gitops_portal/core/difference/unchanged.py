"""A Change and its Diff in, the attributes that stay as they are out, as they may be shown."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from gitops_portal.core.text import shown, shown_step

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    for place, value in _leaves("", change.after, frozenset(differing)):
        if not _differs_inside(place, value, differing):
            kept.append((place, shown(value)))
        if len(kept) == LISTED:
            break
    return kept


def _leaves(place: str, value: Value, differing: frozenset[str]) -> Iterator[tuple[str, Value]]:
    """The single values below, in the order of their names; nothing of what differs as a whole."""
    if place in differing:
        return
    if isinstance(value, dict | list) and value:
        steps = sorted(value) if isinstance(value, dict) else range(len(value))
        for step in steps:
            if value[step] is not None or isinstance(value, list):  # a null is an attribute that nobody sets
                yield from _leaves(shown_step(place, step), value[step], differing)
    else:
        yield place, value


def _differs_inside(place: str, value: Value, differing: list[str]) -> bool:
    """Whether a text holds a document, or lines, of which a part differs."""
    if not isinstance(value, str):
        return False
    at = bisect_left(differing, place)  # from here on stand those that begin with it, before all others
    while at < len(differing) and differing[at].startswith(place):
        if differing[at][len(place)] in _DEEPER:
            return True
        at += 1
    return False
