"""A Change in, its Diff out: attribute by attribute, nested values and JSON texts walked into, ready to be shown."""

from __future__ import annotations

import json
import re
from enum import Enum
from itertools import zip_longest
from typing import Final, NamedTuple

from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Attributes,
    Change,
    Diff,
    Difference,
    Path,
    Sensitive,
    Unknown,
    Value,
)
from gitops_portal.core.stateful import EXPOSING, STATEFUL
from gitops_portal.core.text import SENSITIVE, shown, shown_pair, shown_path

DIFFERENCES: Final = 2000
"""More differences of one resource are counted and not listed."""

CHANGED: Final = "(sensitive, changed)"


class _Absent(Enum):
    """The type of what stands where nothing stands."""

    ABSENT = ""

    def __bool__(self) -> bool:
        return False


_ABSENT: Final = _Absent.ABSENT
_EXPOSING: Final = re.compile(rf"(?:^|[^a-z])(?:{'|'.join(EXPOSING)})s?(?:$|[^a-z])")


class _Pair(NamedTuple):
    """A value before and after. In a JSON text (`literal`) a null is a value; in an attribute it says "not set"."""

    path: Path
    before: Value
    after: Value
    literal: bool = False


def diff(change: Change) -> Diff:
    """Lists are matched by position; `unchanged` counts single values."""
    forcing = _Forcing(change.replace_paths)
    found: list[Difference] = []
    unchanged = left_out = 0
    waiting = [_Pair((), change.before or _ABSENT, change.after or _ABSENT)]
    while waiting:
        pair = waiting.pop()
        children = _children(pair)
        if children is not None:
            waiting.extend(reversed(children))
        elif _same(pair.before, pair.after):
            unchanged += pair.before is not _ABSENT
        elif len(found) < DIFFERENCES:
            found.append(_difference(pair, forces=forcing.touches(pair.path)))
        else:
            left_out += 1
    return Diff(change.address, tuple(found), unchanged, change.deposed, left_out)


def rank(change: Change, found: Diff) -> int:
    """Where a change stands in a list that begins with what is riskiest: 0 is looked at first."""
    match change.action:
        case Action.UNKNOWN:
            return 0
        case Action.DELETE | Action.REPLACE:
            return 1 if change.type in STATEFUL else 2
        case Action.UPDATE:
            names = (change.type, *(difference.path for difference in found.differences))
            return 3 if any(_EXPOSING.search(name) for name in names) else 4
        case action:
            return 5 + (Action.CREATE, Action.FORGET, Action.READ, Action.NO_OP).index(action)


# ── walking ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _children(pair: _Pair) -> list[_Pair] | None:
    """The pairs inside a pair; None when it is to be judged as a whole."""
    path, before, after, literal = pair
    kinds = {type(before), type(after)}
    if str in kinds and len(kinds) == 1:
        return _inside_texts(pair) if before != after else None
    if kinds <= {dict, _Absent}:
        return _inside_maps(path, before or {}, after or {}, literal=literal)
    if kinds <= {list, _Absent}:
        return _inside_lists(path, before or [], after or [], literal=literal)
    if kinds & {dict, list} and not kinds & {Sensitive, Unknown}:
        # A map became a list or a plain value: one goes, the other comes.
        return [_Pair(path, before, _ABSENT, literal), _Pair(path, _ABSENT, after, literal)]
    return None


def _inside_maps(path: Path, before: Attributes, after: Attributes, *, literal: bool) -> list[_Pair] | None:
    names = sorted(before.keys() | after.keys())
    if literal:
        pairs = [_Pair((*path, name), before.get(name, _ABSENT), after.get(name, _ABSENT), literal) for name in names]
    else:
        pairs = [_Pair((*path, name), _set(before.get(name)), _set(after.get(name))) for name in names]
    return pairs or None


def _inside_lists(path: Path, before: list[Value], after: list[Value], *, literal: bool) -> list[_Pair] | None:
    pairs = zip_longest(before, after, fillvalue=_ABSENT)
    return [_Pair((*path, place), *pair, literal) for place, pair in enumerate(pairs)] or None


def _inside_texts(pair: _Pair) -> list[_Pair] | None:
    """Two JSON texts as what they say; None when one is no JSON, or when they say the same in other letters."""
    before, after = _parsed(pair.before), _parsed(pair.after)
    try:
        if before is None or after is None or type(before) is not type(after) or before == after:
            return None
    except RecursionError:
        return None
    return [_Pair(pair.path, before, after, literal=True)]


def _parsed(text: str) -> dict[str, Value] | list[Value] | None:
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        parsed = json.loads(text, object_pairs_hook=_unambiguous, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict | list) else None


def _unambiguous(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice, and readers differ in which one counts")
    return found


def _refused(word: str) -> Value:
    raise ValueError(f"{word} is no JSON")


def _set(value: Value) -> Value:
    return _ABSENT if value is None else value


def _same(before: Value, after: Value) -> bool:
    """Equal as JSON: 1 is 1.0, and true is not 1. Of containers only empty ones and those against a leaf come here."""
    return bool(before == after) and isinstance(before, bool) is isinstance(after, bool)


# ── showing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _difference(pair: _Pair, *, forces: bool) -> Difference:
    path, before, after, _ = pair
    sensitive = isinstance(before, Sensitive) or isinstance(after, Sensitive)
    old: str | None = None
    new: str | None = None
    if before is _ABSENT:
        new = shown(after)
    elif after is _ABSENT:
        old = shown(before)
    else:
        old, new = _hidden(before, after) if sensitive else shown_pair(before, after)
    return Difference(shown_path(path), old, new, sensitive, after is UNKNOWN, forces)


def _hidden(before: Value, after: Value) -> tuple[str, str]:
    """Where one side is secret, so is the other: a mark that is new or gone says nothing about the value."""
    if after is UNKNOWN:
        return SENSITIVE, shown(after)
    both = isinstance(before, Sensitive) and isinstance(after, Sensitive)
    return SENSITIVE, CHANGED if both else SENSITIVE


class _Forcing:
    """The paths that force a replacement: a path is touched by what stands above it and by what stands below."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._exact = set(paths)
        self._above = {path[:length] for path in paths for length in range(1, len(path) + 1)}

    def touches(self, path: Path) -> bool:
        if not self._exact:
            return False
        return path in self._above or any(path[:length] in self._exact for length in range(len(path)))
