"""The instances of a block in; the containers that their attributes name, and those that they leave open, out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.containment.kinds import KINDS, Kind, held
from gitops_portal.core.memo import Memo
from gitops_portal.core.model import Sensitive, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gitops_portal.core.model import Attributes, Change, Value

LONGEST: Final = 300
"""Characters of a name: a longer one is none."""

_HIDDEN: Final = (Unknown, Sensitive)


class Stated(Struct, frozen=True, gc=False):
    """What the attributes of a block's instances say about where they stand."""

    named: Mapping[Kind, frozenset[str]] = {}
    open: frozenset[Kind] = frozenset()
    """Kinds of which a value is not known until apply, or a secret: only the configuration may tell."""


def stated(changes: Iterable[Change]) -> Stated:
    named: defaultdict[Kind, set[str]] = defaultdict(set)
    unsaid: set[Kind] = set()
    for change in changes:
        values = change.before if change.after is None else change.after
        if not isinstance(values, dict):
            continue
        for kind, path in _asking[change.type]:
            if (written := values.get(path[0])) is None:
                continue
            for value in _leaves(written, path[1:]):
                if isinstance(value, str) and 0 < len(value) <= LONGEST:
                    named[kind].add(value)
                elif isinstance(value, _HIDDEN):
                    unsaid.add(kind)
    return Stated({kind: frozenset(found) for kind, found in named.items()}, frozenset(unsaid))


def names(kind: Kind, changes: Iterable[Change]) -> set[str]:
    """The values by which others may name a container, before and after."""
    sides = (side for change in changes for side in (change.before, change.after) if isinstance(side, dict))
    return {value for side in sides for name in kind.names for value in texts(side, name)}


def texts(values: Attributes, name: str) -> Iterator[str]:
    """The plain texts that stand at a name, at `block/name` inside of blocks."""
    first, *rest = name.split("/")
    for value in _leaves(values.get(first), rest):
        if isinstance(value, str) and 0 < len(value) <= LONGEST:
            yield value


def _paths(type_: str) -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    return tuple((kind, tuple(name.split("/"))) for kind in KINDS if held(type_, kind) for name in kind.asked)


_asking: Final = Memo(_paths, 4_096)
"""By type: what its attributes may name, and by which."""


def _leaves(value: Value, path: Sequence[str]) -> Iterator[Value]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one, path)
    elif path and isinstance(value, dict):
        yield from _leaves(value.get(path[0]), path[1:])
    elif not path or isinstance(value, _HIDDEN):
        yield value
