"""What a condition reads and a resource in, what it is shown of it out: nothing that is unknown, and no secret.

What nobody sets (null) has no key, so that `has` says whether something is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN, Action, Sensitive
from gitops_portal.core.rules.cel.reads import Reads
from gitops_portal.core.rules.condition import steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.model import Attributes, Change, Value
    from gitops_portal.core.rules.cel.neighbours import Neighbours
    from gitops_portal.core.rules.cel.reads import Condition

_MOST: Final = 1 << 63
"""Whole numbers of CEL are of 64 bits; what is beyond them it can't be told."""


class _Gone:
    """Stands for what can't be shown: to read it has to be an error."""


_GONE: Final = _Gone()
_NOTHING: Final = Reads()
"""Of what only has to be there."""


class Sight(Struct, frozen=True, gc=False):
    """What is shown: `variables` by their names in CEL, and the answers of `unknown(path)` and `sensitive(path)`."""

    variables: dict[str, Any]
    marks: dict[str, dict[str, bool]]
    refs: dict[str, list[Any]]
    """What it refers to, by type, where that is known."""
    hidden: str
    """The first path that is read and can't be shown; empty where all is shown."""


def sight(condition: Condition, change: Change, neighbours: Neighbours | None = None) -> Sight:
    """`neighbours`: None where they are not known."""
    looking = Looking()
    variables: dict[str, Any] = {}
    for root, read in condition.roots.items():
        side = change.after if root == "after" else change.before
        looking.path = [root]
        if side is not None and (shown := looking.at(side, read)) is not _GONE:
            variables[root] = shown
    refs = {}
    for kind, read in condition.refs.items():
        looking.path = [f"refs({kind})"]
        found = neighbours.of(change, kind) if neighbours else None
        if (seen := looking.at(UNKNOWN if found is None else found, read)) is not _GONE:
            refs[kind] = seen
    hidden = looking.hidden
    for name in condition.change:
        if (told := of_change(change, name)) is None:
            hidden = hidden or f"change.{name}"
        else:
            variables[f"change.{name}"] = told
    marks = {mark: {path: marked(mark, change, path) for path in paths} for mark, paths in condition.marks.items()}
    return Sight(variables, marks, refs, hidden)


def of_change(change: Change, name: str) -> str | bool | None:
    """A fact of `reads.CHANGE`; None where the plan does not say it."""
    match name:
        case "action":
            return None if change.action is Action.UNKNOWN else str(change.action)
        case "provider":
            return change.provider or None
        case "moved_from":
            return change.previous_address
    told: str | bool = getattr(change, name)
    return told


class Looking:
    """Walks through a value; `hidden` is then the first path that is read and can't be shown."""

    def __init__(self) -> None:
        self.hidden = ""
        self.path: list[str | int] = []

    def at(self, value: Value, read: Reads) -> Any:
        """What is shown of a value that is read so; _GONE where reading it has to be an error."""
        kind = type(value)
        if kind is str or kind is bool or kind is float or value is None:
            return value
        if kind is dict or isinstance(value, Mapping):
            return self._map(value, read)
        if kind is list or kind is tuple:
            return self._list(value, read)
        if kind is int and -_MOST <= value < _MOST:
            return value
        self.hidden = self.hidden or _written(self.path)
        return _GONE

    def _map(self, value: Mapping[str, Any], read: Reads) -> Any:
        named, each, keys = read.named, read.each, read.keys
        shown: dict[str, Any] = {}
        name: Any
        for name in value if keys or each else named:
            held = value.get(name)
            if held is None:
                continue
            self.path.append(name)
            seen = self.at(held, named.get(name, each) or _NOTHING)
            self.path.pop()
            if seen is not _GONE:
                shown[name] = seen
            elif keys or name in read.tested:  # that it is missing would be seen
                return _GONE
        return shown

    def _list(self, value: Sequence[Any], read: Reads) -> Any:
        """As long as it is; one member that can't be shown can't be taken out, so the list is gone with it."""
        shown = []
        for number, held in enumerate(value):
            seen = None
            if inner := read.named.get(number, read.each):
                self.path.append(number)
                seen = self.at(held, inner)
                self.path.pop()
            if seen is _GONE:
                return _GONE
            shown.append(seen)
        return shown


def _written(path: Sequence[str | int]) -> str:
    first, *rest = path
    return str(first) + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)


# ── unknown(path), sensitive(path) ───────────────────────────────────────────────────────────────────────────────


def marked(mark: str, change: Change, path: str) -> bool:
    """Whether something at a path is so, or what it stands in is, or what stands in it; secrets on either side."""
    sides = [change.after] if mark == "unknown" else [change.before, change.after]
    return any(_found(mark, side, steps(path)) for side in sides if side is not None)


def _found(mark: str, value: Value | Attributes, way: Sequence[str]) -> bool:
    if value is UNKNOWN or isinstance(value, Sensitive):
        return (value is UNKNOWN) is (mark == "unknown")
    if isinstance(value, list | tuple):
        return any(_found(mark, each, way) for each in value)
    if not isinstance(value, Mapping):
        return False
    held = [value.get(way[0])] if way else value.values()
    return any(_found(mark, each, way[1:]) for each in held)
