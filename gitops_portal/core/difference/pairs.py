"""Two values in; whether they are the same, how much they hold, and what stands inside of texts, out."""

from __future__ import annotations

import difflib
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple

from gitops_portal.core import embedded
from gitops_portal.core.difference import texts
from gitops_portal.core.model import Bare, Path, Sensitive, Unknown, Value

LINES: Final = 60
HUNKS: Final = 20
"""Lines on each side in which parts of a text are told apart, and such parts."""


class Absent(Enum):
    """The type of what stands where nothing stands."""

    ABSENT = ""

    def __bool__(self) -> bool:
        return False


ABSENT: Final = Absent.ABSENT
PLAIN: Final = frozenset({str, int, float, bool})
SINGLE: Final = frozenset({int, float, Decimal, bool, type(None), Sensitive, Unknown, Bare, Absent})
_HOLDERS: Final = frozenset({dict, list})
LEAVES: Final = SINGLE | {str}
"""Types of what nothing stands inside of; two texts may hold documents."""


class Pair(NamedTuple):
    """A value before and after. In a document in a text (`literal`) a null is a value, in an attribute "not set"."""

    path: Path
    before: Value
    after: Value
    literal: bool = False
    line: int = 0
    """The first line of this part of a text; 0 where it is no such part."""


def leaves(before: Value, after: Value, *, literal: bool) -> int | None:
    """How many single values two equal ones hold; None where that takes a closer look (secrets; 1 is not true)."""
    kind = type(before)
    if kind is not type(after) or kind not in _HOLDERS:
        return 1 if kind is type(after) and kind in PLAIN else None
    if not before:
        return 1
    found = 0
    for step in before if kind is dict else range(len(before)):
        old = before[step]
        if old is None and after[step] is None:
            found += literal or kind is list
            continue
        count = leaves(old, after[step], literal=literal)
        if count is None:
            return None
        found += count
    return found


def beyond(pair: Pair) -> int | None:
    """How many differences a pair makes beyond those that are listed; a text is one. None where that takes a look."""
    _, before, after, literal, _ = pair
    if before is ABSENT or after is ABSENT:
        return held(after if before is ABSENT else before, literal=literal)
    return int(before != after) if type(before) is type(after) is str else None


def held(value: Value, *, literal: bool) -> int:
    """How many differences there are where a value comes or goes as a whole."""
    kind = type(value)
    if kind not in _HOLDERS or not value:
        return 1
    if kind is list:
        return sum(held(inner, literal=literal) for inner in value)
    return sum(held(inner, literal=literal) for inner in value.values() if literal or inner is not None)


def inside_texts(pair: Pair) -> list[Pair] | None:
    """Two documents as what they say, long texts as the lines that differ; None when neither is of help."""
    path, before, after, _, _ = pair
    said = texts.documents(before, after)
    try:
        if said:
            return None if texts.same(*said) else [Pair(path, *said, literal=True)]
    except RecursionError:
        return None
    clear = embedded.in_clear(before), embedded.in_clear(after)
    if clear[0] and clear[1] and clear[0] != clear[1]:
        return [Pair(path, *clear, literal=True)]
    return _hunks(pair) if min(before.count("\n"), after.count("\n")) else None


def _hunks(pair: Pair) -> list[Pair] | None:
    """The lines that differ; None when there are too many to tell them apart."""
    path, before, after, literal, _ = pair
    old, new = before.split("\n"), after.split("\n")
    same = _shared(old, new)
    old, new = old[same:], new[same:]
    end = _shared(old[::-1], new[::-1])
    old, new = old[: len(old) - end], new[: len(new) - end]
    if max(len(old), len(new)) > LINES:
        return None
    hunks = [
        Pair(path, _text(old[i:j]), _text(new[k:m]), literal, same + k + 1)
        for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    return hunks if len(hunks) <= HUNKS else None


def _shared(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    places = enumerate(zip(one, other, strict=False))
    return next((place for place, lines in places if lines[0] != lines[1]), min(len(one), len(other)))


def _text(lines: list[str]) -> Value:
    return "\n".join(lines) if lines else ABSENT


def set_or_absent(value: Value) -> Value:
    return ABSENT if value is None else value


def same(before: Value, after: Value, *, literal: bool) -> bool:
    """Equal as numbers are, where Terraform holds them: 1 is 1.0, and true is not 1. In a document only what is equal
    in kind; a number that is no float is none. Of containers only empty ones and those against a leaf come here.
    """
    kinds = {type(before), type(after)}
    if len(kinds) > 1 and (literal or Decimal in kinds):
        return False
    return bool(before == after) and isinstance(before, bool) is isinstance(after, bool)
