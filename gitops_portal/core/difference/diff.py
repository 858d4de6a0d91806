"""A Change in, its Diff out: attribute by attribute, walked into lists, maps and documents in texts, ready to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from gitops_portal.core.difference import matching, noise, texts
from gitops_portal.core.difference.pairs import (
    ABSENT,
    HUNKS,
    LEAVES,
    PLAIN,
    SINGLE,
    Absent,
    Pair,
    beyond,
    held,
    inside_texts,
    leaves,
    same,
    set_or_absent,
)
from gitops_portal.core.difference.showing import SHORT, difference, plain, standing
from gitops_portal.core.model import (
    GRAVEST_ACTIONS,
    UNKNOWN,
    Action,
    Attributes,
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
from gitops_portal.core.text import in_order, shown_path, shown_step

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from gitops_portal.core.difference.matching import Places

DIFFERENCES: Final = 2000
"""More differences of one resource are counted and not listed."""
DEEPEST: Final = 24
"""Lists farther inside are matched by place: every level above costs a look at all that is below."""


_ONE_OR_MANY: Final = frozenset(
    {"Action", "NotAction", "Resource", "NotResource", "Principal", "AWS", "Service", "Federated", "CanonicalUser"}
)
"""Members of policies where one text says the same as a list of it."""


def diff(change: Change, arguments: AbstractSet[str] | None = None) -> Diff:
    """`unchanged` counts single values. `arguments` names what the configuration sets; None when that is not told."""
    walk = _Walk(change, arguments, _Forcing(change.replace_paths))
    if change.before is None or change.after is None:
        walk.alone(change.before or change.after, gone=change.after is None)
    else:
        walk.through(change.before or ABSENT, change.after or ABSENT)
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


_QUIETER: Final = GRAVEST_ACTIONS[GRAVEST_ACTIONS.index(Action.UPDATE) + 1 :]


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
            return 5 + _QUIETER.index(action)


class _Walk(Struct):
    """Down both sides of a change at once, and what was seen on the way."""

    change: Change
    arguments: AbstractSet[str] | None
    forcing: _Forcing
    found: list[Difference] = field(default_factory=list)
    kinds: set[Noise | None] = field(default_factory=set)
    equivalent: dict[str, tuple[str, str]] = field(default_factory=dict)
    unchanged: int = 0
    secrets: int = 0
    left_out: int = 0
    whole: bool = False
    """Whether lists and maps that are too long to be listed stand in one line each."""
    weighed: bool = False
    """Whether any difference weighs more or less than the others."""

    def through(self, before: Value, after: Value) -> None:
        waiting = [Pair((), before, after)]
        while waiting:
            pair = waiting.pop()
            if len(self.found) == DIFFERENCES and (count := beyond(pair)) is not None:
                self.left_out += count
                continue
            children = None if type(pair[1]) in LEAVES and type(pair[2]) in SINGLE else self._children(pair)
            if children is not None:
                waiting.extend(reversed(children))
            elif same(pair.before, pair.after, literal=pair.literal):
                self.unchanged += pair.before is not ABSENT
                self.secrets += isinstance(pair.before, Sensitive)
            else:
                self._differ(pair)

    def alone(self, value: Attributes | None, *, gone: bool) -> None:
        """What comes or goes as a whole has no other side to be matched with.

        Where that is more than can be listed, what is beyond stands in one line, to be read as a text.
        """
        self._stand("", value or {}, gone=gone)
        if self.left_out:
            self.found, self.left_out, self.whole = [], 0, True
            self._stand("", value or {}, gone=gone)

    def _stand(self, place: str, holder: Any, *, gone: bool) -> None:
        is_map, found = type(holder) is dict, self.found
        for step in sorted(holder) if is_map else range(len(holder)):
            value = holder[step]
            kind = type(value)
            if (kind is dict or kind is list) and value and len(found) == DIFFERENCES:
                self.left_out += held(value, literal=False)
            elif (
                self.whole and (kind is dict or kind is list) and len(found) + held(value, literal=False) > DIFFERENCES
            ):
                found.append(standing(shown_step(place, step), value, gone=gone))
            elif (kind is dict or kind is list) and value:
                self._stand(shown_step(place, step), value, gone=gone)
            elif is_map and value is None:
                pass
            elif len(found) == DIFFERENCES:
                self.left_out += 1
            elif kind in PLAIN and (kind is not str or len(value) <= SHORT):
                found.append(plain[place, step, value, kind.__name__, gone])
            else:
                found.append(standing(shown_step(place, step), value, gone=gone))
                self.weighed = self.weighed or found[-1].unknown

    def _differ(self, pair: Pair) -> None:
        if len(self.found) == DIFFERENCES:
            self.left_out += 1
            return
        forces = self.forcing.touches(pair.path)
        self.found.append(difference(pair, forces=forces))
        self.weighed = self.weighed or forces or pair.after is UNKNOWN
        if self.change.action is Action.UPDATE:
            self.kinds.add(self._kind(pair))

    def _kind(self, pair: Pair) -> Noise | None:
        path, before, after, literal, line = pair
        if isinstance(before, str) and isinstance(after, str) and not line and texts.alike(before, after):
            return None if any(secures(step) for step in path if isinstance(step, str)) else Noise.FORMATTING
        before, after = (None if side is ABSENT else side for side in (before, after))
        return None if literal else noise.kind(self.change, path, before, after, self.arguments)

    # ── the pairs inside a pair; None when it is to be judged as a whole ─────────────────────────────────────────

    def _children(self, pair: Pair) -> list[Pair] | None:
        path, before, after, literal, line = pair
        kinds = {type(before), type(after)}
        if str in kinds and len(kinds) == 1:
            return None if line or before == after else inside_texts(pair)
        if kinds <= {dict, Absent}:
            return self._inside_maps(path, before or {}, after or {}, literal=literal)
        if kinds <= {list, Absent}:
            return self._inside_lists(path, before or [], after or [], literal=literal)
        if literal and kinds == {list, str} and path and path[-1] in _ONE_OR_MANY:
            self._told_alike(path, before, after)
            before, after = ([side] if isinstance(side, str) else side for side in (before, after))
            return self._inside_lists(path, before, after, literal=literal)
        if kinds & {dict, list} and not kinds & {Sensitive, Unknown}:
            # A map became a list or a plain value: one goes, the other comes.
            return [Pair(path, before, ABSENT, literal), Pair(path, ABSENT, after, literal)]
        return None

    def _inside_maps(self, path: Path, before: Attributes, after: Attributes, *, literal: bool) -> list[Pair] | None:
        absent = ABSENT if literal else None
        other = [name for name, old in before.items() if type(old) is not str or after.get(name) != old]
        self.unchanged += len(before) - len(other)
        apart = [name for name in after if name not in before]
        for name in other:
            old, new = before[name], after.get(name, absent)
            count = None if old is None or old != new else leaves(old, new, literal=literal)
            if count is None:
                apart.append(name)
            else:
                self.unchanged += count
        pairs = []
        for name in sorted(apart):
            old, new = before.get(name, absent), after.get(name, absent)
            if literal:
                pairs.append(Pair((*path, name), old, new, literal))
            elif old is not None or new is not None:
                pairs.append(Pair((*path, name), set_or_absent(old), set_or_absent(new)))
        return pairs if before or after else None

    def _inside_lists(self, path: Path, before: list[Value], after: list[Value], *, literal: bool) -> list[Pair] | None:
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
        count = leaves(before[old], after[new], literal=literal)
        self.unchanged += count or 0
        return count is not None

    @staticmethod
    def _element(path: Path, before: list[Value], after: list[Value], places: Places, *, literal: bool) -> Pair:
        """A path says where an element stands, or where it stood when it is gone."""
        old, new = places
        if new is None:
            return Pair((*path, old or 0), before[old or 0], ABSENT, literal)
        return Pair((*path, new), ABSENT if old is None else before[old], after[new], literal)

    def _told_alike(self, path: Path, before: Value, after: Value) -> None:
        if len(self.equivalent) < HUNKS:
            self.equivalent.setdefault(shown_path(path), in_order(before, after))


class _Forcing:
    """The paths that force a replacement: a path is touched by what stands above it and by what stands below."""

    def __init__(self, paths: tuple[Path, ...]) -> None:
        self._exact = set(paths)
        self._above = {path[:length] for path in paths for length in range(1, len(path) + 1)}

    def touches(self, path: Path) -> bool:
        if not self._exact:
            return False
        return path in self._above or any(path[:length] in self._exact for length in range(len(path)))
