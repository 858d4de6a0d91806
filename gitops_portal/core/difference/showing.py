"""A pair that differs in, the Difference as it is shown out: bounded texts, no secret."""

from __future__ import annotations

from typing import Final

from gitops_portal.core.difference.pairs import ABSENT, Pair, set_or_absent
from gitops_portal.core.memo import Memo
from gitops_portal.core.model import UNKNOWN, Difference, Sensitive, Value
from gitops_portal.core.text import is_cut, shown, shown_pair, shown_path, shown_step

SHORT: Final = 60
"""Characters of a text that is likely to come again."""


def standing(place: str, value: Value, *, gone: bool) -> Difference:
    old, new = (shown(value), None) if gone else (None, shown(value))
    hidden = type(value) is Sensitive
    cut = ((value, None) if gone else (None, value)) if is_cut(value) else None
    return Difference(place, old, new, hidden, value is UNKNOWN and not gone, False, hidden and value.suspected, cut)


def _plain(key: tuple[str, str | int, Value, str, bool]) -> Difference:
    place, step, value, _, gone = key
    return standing(shown_step(place, step), value, gone=gone)


plain: Final = Memo(_plain, 65_536)
"""Resources of one type come with the same attributes by the thousand. The type's name tells 1 and true apart."""


def difference(pair: Pair, *, forces: bool) -> Difference:
    path, before, after, _, line = pair
    hidden = [side for side in (before, after) if isinstance(side, Sensitive)]
    old, new = _told(before, after)
    place = f"{shown_path(path)} line {line}" if line else shown_path(path)
    suspected = bool(hidden) and all(side.suspected for side in hidden)
    cut = (_not_set(before), _not_set(after)) if not hidden and (is_cut(before) or is_cut(after)) else None
    return Difference(place, old, new, bool(hidden), after is UNKNOWN, forces, suspected, cut)


def _not_set(value: Value) -> Value:
    return None if value is ABSENT else value


def told(before: Value, after: Value) -> tuple[str | None, str | None]:
    """Both sides of a value that changes as they may be shown; None where it is not set."""
    return _told(set_or_absent(before), set_or_absent(after))


def _told(before: Value, after: Value) -> tuple[str | None, str | None]:
    if before is ABSENT:
        return None, None if after is ABSENT else shown(after)
    if after is ABSENT:
        return shown(before), None
    hidden = isinstance(before, Sensitive) or isinstance(after, Sensitive)
    return _hidden(before, after) if hidden else shown_pair(before, after)


def _hidden(before: Value, after: Value) -> tuple[str, str]:
    """Where one side is secret, so is the other. Equal values are hidden alike, so these two are not equal."""
    old = shown(before if isinstance(before, Sensitive) else after)
    if after is UNKNOWN:
        return old, shown(after)
    return old, f"{(shown(after) if isinstance(after, Sensitive) else old)[:-1]}, changed)"
