"""What a condition reads in, the one attribute of the resource that it reads out: what a finding of it names.

Of one that reads several nobody can tell which of them is at fault, so none is named. What it asks of the change and
of the plan besides does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.address import bracketed
from gitops_portal.core.rules.kinds.required_tags import CARRIED

if TYPE_CHECKING:
    from gitops_portal.core.rules.cel.reads import Condition, Reads
    from gitops_portal.core.rules.facts import Subject

_LONGEST: Final = 200
"""Characters of a path that is told."""
_MAPS: Final = frozenset(name for pair in CARRIED for name in pair)
"""Attributes whose keys are people's own, and are written as such: `tags["owner"]`."""


class Only(Struct, frozen=True):
    """The attribute that a condition reads; its `path` is empty where there is not exactly one."""

    path: str = ""
    sides: frozenset[str] = frozenset()
    """`before` and `after`, as it is read of them."""

    def of(self, subject: Subject) -> str:
        """The path where it was read on the side that the subject shows, else nothing."""
        return self.path if ("before" if subject.change.after is None else "after") in self.sides else ""


def only(condition: Condition) -> Only:
    paths = {side: _path(read) for side, read in condition.roots.items()}
    marked = {path for of_mark in condition.marks.values() for path in of_mark}
    (path, *others) = {*paths.values(), *marked} or {""}
    if others or condition.refs or len(path) > _LONGEST:
        return Only()
    return Only(path, frozenset(paths))


def _path(read: Reads) -> str:
    """The only way into what is read; empty where it is read as a whole, or there are several."""
    written = first = ""
    while (step := _next(read)) is not None:
        read = read.named[step]
        if isinstance(step, int) or first in _MAPS or not step.isidentifier():
            written += bracketed(step)
        else:
            written += f".{step}" if written else step
        first = first or str(step)
    return written if _ends(read) else ""


def _next(read: Reads) -> str | int | None:
    """The only thing in it that is read; None where the way ends."""
    if read.whole or read.keys or read.each is not None or len(read.named) != 1:
        return None
    (step,) = read.named
    return step


def _ends(read: Reads) -> bool:
    """Whether the way ends at one value: all of it counts, what is in it one after the other, or that it is there."""
    return read.whole or read.keys or read.each is not None or not read.named
