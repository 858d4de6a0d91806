"""A Change in, its Diff out: attribute by attribute, walked into lists, maps and documents in texts, ready to show."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core import embedded
from gitops_portal.core.difference import matching, noise
from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Attributes,
    Bare,
    Change,
    Diff,
    Difference,
    Noise,
    OutputChange,
    Path,
    Sensitive,
    Unknown,
    Value,
)
from gitops_portal.core.stateful import STATEFUL, exposes, secures
from gitops_portal.core.text import in_order, is_cut, shown, shown_pair, shown_path, shown_step

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from gitops_portal.core.difference.matching import Places

DIFFERENCES: Final = 2000
"""More differences of one resource are counted and not listed."""
HUNKS: Final = 20
LINES: Final = 60
"""Parts of a text of many lines that are shown apart, and lines on each side in which they are looked for."""
DEEPEST: Final = 24
"""Lists farther inside are matched by place: every level above costs a look at all that is below."""


_SHORT: Final = 60
"""Characters of a text that is likely to come again."""


class _Absent(Enum):
    """The type of what stands where nothing stands."""

    ABSENT = ""

    def __bool__(self) -> bool:
        return False


_ABSENT: Final = _Absent.ABSENT
_PLAIN: Final = frozenset({str, int, float, bool})
_SINGLE: Final = frozenset({int, float, Decimal, bool, type(None), Sensitive, Unknown, Bare, _Absent})
_HOLDERS: Final = frozenset({dict, list})
_LEAVES: Final = _SINGLE | {str}
"""Types of what nothing stands inside of; two texts may hold documents."""
_ONE_OR_MANY: Final = frozenset(
    {"Action", "NotAction", "Resource", "NotResource", "Principal", "AWS", "Service", "Federated", "CanonicalUser"}
)
"""Members of policies where one text says the same as a list of it."""


class _Pair(NamedTuple):
    """A value before and after. In a document in a text (`literal`) a null is a value, in an attribute "not set"."""

    path: Path
    before: Value
    after: Value
    literal: bool = False
    line: int = 0
    """The first line of this part of a text; 0 where it is no such part."""


def diff(change: Change, arguments: AbstractSet[str] | None = None) -> Diff:
    """`unchanged` counts single values. `arguments` names what the configuration sets; None when that is not told."""
    walk = _Walk(change, arguments)
    if change.before is None or change.after is None:
        walk.alone(change.before or change.after, gone=change.after is None)
    else:
        walk.through(change.before or _ABSENT, change.after or _ABSENT)
    return Diff(
        address=change.address,
        differences=tuple(sorted(walk.found, key=_weight) if walk.weighed else walk.found),
        unchanged=walk.unchanged,
        deposed=change.deposed,
        left_out=walk.left_out,
        equivalent=tuple(walk.equivalent),
        orders=walk.equivalent,
        secrets=walk.secrets,
        noise=None if walk.equivalent or walk.left_out else noise.of(change, walk.kinds),
    )


def of_output(output: OutputChange) -> Diff:
    """Of an output, as if it were the one attribute of a resource: every path begins with its name."""
    return diff(
        Change(
            address=output.name,
            type="",
            name=output.name,
            action=output.action,
            before=None if output.action is Action.CREATE else {output.name: output.before},
            after=None if output.action is Action.DELETE else {output.name: output.after},
        )
    )


def _weight(difference: Difference) -> tuple[bool, bool]:
    """What forces a replacement first, what is only known after apply last; the rest as the document has it."""
    return not difference.forces_replacement, difference.unknown and not difference.forces_replacement


def rank(change: Change, found: Diff) -> int:
    """Where a change stands in a list that begins with what is riskiest: 0 is looked at first."""
    if found.noise:
        return 9
    match change.action:
        case Action.UNKNOWN:
            return 0
        case Action.DELETE | Action.REPLACE if change.destroys:
            return 1 if change.type in STATEFUL else 2
        case Action.UPDATE | Action.REPLACE:
            names = (change.type, *(difference.path for difference in found.differences))
            return 3 if any(map(exposes, names)) else 4
        case action:
            return 5 + (Action.CREATE, Action.FORGET, Action.READ, Action.NO_OP).index(action)


@dataclass(slots=True)
class _Walk:
    """Down both sides of a change at once, and what was seen on the way."""

    change: Change
    arguments: AbstractSet[str] | None
    found: list[Difference] = field(default_factory=list)
    kinds: set[Noise | None] = field(default_factory=set)
    equivalent: dict[str, tuple[str, str]] = field(default_factory=dict)
    unchanged: int = 0
    secrets: int = 0
    left_out: int = 0
    weighed: bool = False
    """Whether any difference weighs more or less than the others."""
    _forcing: _Forcing = field(init=False)

    def __post_init__(self) -> None:
        self._forcing = _Forcing(self.change.replace_paths)

    def through(self, before: Value, after: Value) -> None:
        waiting = [_Pair((), before, after)]
        while waiting:
            pair = waiting.pop()
            if len(self.found) == DIFFERENCES and (count := _beyond(pair)) is not None:
                self.left_out += count
                continue
            children = None if type(pair[1]) in _LEAVES and type(pair[2]) in _SINGLE else self._children(pair)
            if children is not None:
                waiting.extend(reversed(children))
            elif _same(pair.before, pair.after, literal=pair.literal):
                self.unchanged += pair.before is not _ABSENT
                self.secrets += isinstance(pair.before, Sensitive)
            else:
                self._differ(pair)

    def alone(self, value: Attributes | None, *, gone: bool) -> None:
        """What comes or goes as a whole has no other side to be matched with."""
        self._stand("", value or {}, gone=gone)

    def _stand(self, place: str, holder: Any, *, gone: bool) -> None:
        is_map, found = type(holder) is dict, self.found
        for step in sorted(holder) if is_map else range(len(holder)):
            value = holder[step]
            kind = type(value)
            if (kind is dict or kind is list) and value:
                self._stand(shown_step(place, step), value, gone=gone)
            elif is_map and value is None:
                pass
            elif len(found) == DIFFERENCES:
                self.left_out += 1
            elif kind in _PLAIN and (kind is not str or len(value) <= _SHORT):
                found.append(_plain(place, step, value, kind.__name__, gone))
            else:
                found.append(_standing(shown_step(place, step), value, gone=gone))
                self.weighed = self.weighed or found[-1].unknown

    def _differ(self, pair: _Pair) -> None:
        if len(self.found) == DIFFERENCES:
            self.left_out += 1
            return
        forces = self._forcing.touches(pair.path)
        self.found.append(_difference(pair, forces=forces))
        self.weighed = self.weighed or forces or pair.after is UNKNOWN
        if self.change.action is Action.UPDATE:
            self.kinds.add(self._kind(pair))

    def _kind(self, pair: _Pair) -> Noise | None:
        path, before, after, literal, line = pair
        if isinstance(before, str) and isinstance(after, str) and not line and embedded.alike(before, after):
            return None if any(secures(step) for step in path if isinstance(step, str)) else Noise.FORMATTING
        before, after = (None if side is _ABSENT else side for side in (before, after))
        return None if literal else noise.kind(self.change, path, before, after, self.arguments)

    # ── the pairs inside a pair; None when it is to be judged as a whole ─────────────────────────────────────────

    def _children(self, pair: _Pair) -> list[_Pair] | None:
        path, before, after, literal, line = pair
        kinds = {type(before), type(after)}
        if str in kinds and len(kinds) == 1:
            return None if line or before == after else _inside_texts(pair)
        if kinds <= {dict, _Absent}:
            return self._inside_maps(path, before or {}, after or {}, literal=literal)
        if kinds <= {list, _Absent}:
            return self._inside_lists(path, before or [], after or [], literal=literal)
        if literal and kinds == {list, str} and path and path[-1] in _ONE_OR_MANY:
            self._told_alike(path, before, after)
            before, after = ([side] if isinstance(side, str) else side for side in (before, after))
            return self._inside_lists(path, before, after, literal=literal)
        if kinds & {dict, list} and not kinds & {Sensitive, Unknown}:
            # A map became a list or a plain value: one goes, the other comes.
            return [_Pair(path, before, _ABSENT, literal), _Pair(path, _ABSENT, after, literal)]
        return None

    def _inside_maps(self, path: Path, before: Attributes, after: Attributes, *, literal: bool) -> list[_Pair] | None:
        absent = _ABSENT if literal else None
        other = [name for name, old in before.items() if type(old) is not str or after.get(name) != old]
        self.unchanged += len(before) - len(other)
        apart = [name for name in after if name not in before]
        for name in other:
            old, new = before[name], after.get(name, absent)
            count = None if old is None or old != new else _leaves(old, new, literal=literal)
            if count is None:
                apart.append(name)
            else:
                self.unchanged += count
        pairs = []
        for name in sorted(apart):
            old, new = before.get(name, absent), after.get(name, absent)
            if literal:
                pairs.append(_Pair((*path, name), old, new, literal))
            elif old is not None or new is not None:
                pairs.append(_Pair((*path, name), _set(old), _set(new)))
        return pairs if before or after else None

    def _inside_lists(
        self, path: Path, before: list[Value], after: list[Value], *, literal: bool
    ) -> list[_Pair] | None:
        match = matching.matched if before and after and len(path) <= DEEPEST else matching.by_place
        pairs, moved = match(before, after)
        if moved:
            self._told_alike(path, before, after)
        if not pairs:
            return None
        apart = (places for places in pairs if not self._stays(before, after, places, literal=literal))
        return [self._element(path, before, after, places, literal=literal) for places in apart]

    def _stays(self, before: list[Value], after: list[Value], places: Places, *, literal: bool) -> bool:
        """Whether an element is the same on both sides; then what it holds is counted."""
        old, new = places
        if old is None or new is None or before[old] != after[new]:
            return False
        count = _leaves(before[old], after[new], literal=literal)
        self.unchanged += count or 0
        return count is not None

    @staticmethod
    def _element(path: Path, before: list[Value], after: list[Value], places: Places, *, literal: bool) -> _Pair:
        """A path says where an element stands, or where it stood when it is gone."""
        old, new = places
        if new is None:
            return _Pair((*path, old or 0), before[old or 0], _ABSENT, literal)
        return _Pair((*path, new), _ABSENT if old is None else before[old], after[new], literal)

    def _told_alike(self, path: Path, before: Value, after: Value) -> None:
        if len(self.equivalent) < HUNKS:
            self.equivalent.setdefault(shown_path(path), in_order(before, after))


def _leaves(before: Value, after: Value, *, literal: bool) -> int | None:
    """How many single values two equal ones hold; None where that takes a closer look (secrets; 1 is not true)."""
    kind = type(before)
    if kind is not type(after) or kind not in _HOLDERS:
        return 1 if kind is type(after) and kind in _PLAIN else None
    if not before:
        return 1
    found = 0
    for step in before if kind is dict else range(len(before)):
        old = before[step]
        if old is None and after[step] is None:
            found += literal or kind is list
            continue
        count = _leaves(old, after[step], literal=literal)
        if count is None:
            return None
        found += count
    return found


def _beyond(pair: _Pair) -> int | None:
    """How many differences a pair makes beyond those that are listed; a text is one. None where that takes a look."""
    _, before, after, literal, _ = pair
    if before is _ABSENT or after is _ABSENT:
        return _held(after if before is _ABSENT else before, literal=literal)
    return int(before != after) if type(before) is type(after) is str else None


def _held(value: Value, *, literal: bool) -> int:
    """How many differences there are where a value comes or goes as a whole."""
    kind = type(value)
    if kind not in _HOLDERS or not value:
        return 1
    if kind is list:
        return sum(_held(inner, literal=literal) for inner in value)
    return sum(_held(inner, literal=literal) for inner in value.values() if literal or inner is not None)


def _inside_texts(pair: _Pair) -> list[_Pair] | None:
    """Two documents as what they say, long texts as the lines that differ; None when neither is of help."""
    path, before, after, _, _ = pair
    said = embedded.documents(before, after)
    try:
        if said:
            return None if embedded.same(*said) else [_Pair(path, *said, literal=True)]
    except RecursionError:
        return None
    clear = embedded.in_clear(before), embedded.in_clear(after)
    if clear[0] and clear[1] and clear[0] != clear[1]:
        return [_Pair(path, *clear, literal=True)]
    return _hunks(pair) if min(before.count("\n"), after.count("\n")) else None


def _hunks(pair: _Pair) -> list[_Pair] | None:
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
        _Pair(path, _text(old[i:j]), _text(new[k:m]), literal, same + k + 1)
        for kind, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    return hunks if len(hunks) <= HUNKS else None


def _shared(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    places = enumerate(zip(one, other, strict=False))
    return next((place for place, lines in places if lines[0] != lines[1]), min(len(one), len(other)))


def _text(lines: list[str]) -> Value:
    return "\n".join(lines) if lines else _ABSENT


def _set(value: Value) -> Value:
    return _ABSENT if value is None else value


def _same(before: Value, after: Value, *, literal: bool) -> bool:
    """Equal as numbers are, where Terraform holds them: 1 is 1.0, and true is not 1. In a document only what is equal
    in kind; a number that is no float is none. Of containers only empty ones and those against a leaf come here.
    """
    kinds = {type(before), type(after)}
    if len(kinds) > 1 and (literal or Decimal in kinds):
        return False
    return bool(before == after) and isinstance(before, bool) is isinstance(after, bool)


# ── showing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _standing(place: str, value: Value, *, gone: bool) -> Difference:
    old, new = (shown(value), None) if gone else (None, shown(value))
    hidden = type(value) is Sensitive
    cut = ((value, None) if gone else (None, value)) if is_cut(value) else None
    return Difference(place, old, new, hidden, value is UNKNOWN and not gone, False, hidden and value.suspected, cut)


@lru_cache(65_536)
def _plain(place: str, step: str | int, value: Value, _: str, gone: bool) -> Difference:  # noqa: FBT001  a key has no names
    """Resources of one type come with the same attributes by the thousand. The type's name tells 1 and true apart."""
    return _standing(shown_step(place, step), value, gone=gone)


def _difference(pair: _Pair, *, forces: bool) -> Difference:
    path, before, after, _, line = pair
    hidden = [side for side in (before, after) if isinstance(side, Sensitive)]
    old, new = _told(before, after)
    place = f"{shown_path(path)} line {line}" if line else shown_path(path)
    suspected = bool(hidden) and all(side.suspected for side in hidden)
    cut = (_not_set(before), _not_set(after)) if not hidden and (is_cut(before) or is_cut(after)) else None
    return Difference(place, old, new, bool(hidden), after is UNKNOWN, forces, suspected, cut)


def _not_set(value: Value) -> Value:
    return None if value is _ABSENT else value


def told(before: Value, after: Value) -> tuple[str | None, str | None]:
    """Both sides of a value that changes as they may be shown; None where it is not set."""
    return _told(_set(before), _set(after))


def _told(before: Value, after: Value) -> tuple[str | None, str | None]:
    if before is _ABSENT:
        return None, shown(after)
    if after is _ABSENT:
        return shown(before), None
    hidden = isinstance(before, Sensitive) or isinstance(after, Sensitive)
    return _hidden(before, after) if hidden else shown_pair(before, after)


def _hidden(before: Value, after: Value) -> tuple[str, str]:
    """Where one side is secret, so is the other. Equal values are hidden alike, so these two are not equal."""
    old = shown(before if isinstance(before, Sensitive) else after)
    if after is UNKNOWN:
        return old, shown(after)
    return old, f"{(shown(after) if isinstance(after, Sensitive) else old)[:-1]}, changed)"


class _Forcing:
    """The paths that force a replacement: a path is touched by what stands above it and by what stands below."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._exact = set(paths)
        self._above = {path[:length] for path in paths for length in range(1, len(path) + 1)}

    def touches(self, path: Path) -> bool:
        if not self._exact:
            return False
        return path in self._above or any(path[:length] in self._exact for length in range(len(path)))
