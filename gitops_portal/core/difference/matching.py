"""Two lists in, which element became which out: by content, then by what names an element, then by what is alike."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from functools import partial
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from gitops_portal.core.difference.similarity import MOST_ELEMENTS, most_alike, same, traits
from gitops_portal.core.model import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

NAMES: Final = tuple((name,) for name in ("Sid", "sid", "id", "Id", "name", "Name", "key", "Key"))
IDENTITIES: Final = (
    *NAMES,
    *((name,) for name in ("device_name", "mount_path", "mountPath", "priority", "rule_number", "rule_no")),
    *((name,) for name in ("cidr_block", "cidr", "host", "hostname", "domain_name", "path", "path_pattern")),
    ("action", "protocol", "from_port", "to_port"),
    ("protocol", "from_port", "to_port"),
    *((name,) for name in ("containerPort", "container_port", "port", "description")),
)
"""Names of members that tell one element of a list from the others, the surest first."""
MOST_CLOSELY: Final = 2_000
"""Elements of one side, beside those that are equal as they are written, of which each is looked at closely."""
_ENCODER: Final = msgspec.json.Encoder(order="deterministic", enc_hook=repr)
_ENOUGH: Final = 1 / 3
"""More than this share in common, and an element changed; else one went and another came."""
_MOST: Final = 1 / 2
"""The same of elements with different names: a new name alone makes no new element."""

Places = tuple[int | None, int | None]
"""Where an element stood before, and where it stands after; None where it does not stand on that side."""


class Matched(NamedTuple):
    pairs: list[Places]
    """In the order of the later list; what is gone stands where it stood."""
    moved: bool
    """Whether elements that stand on both sides change their order."""


def by_place(before: list[Value], after: list[Value]) -> Matched:
    """The first with the first, and so on."""
    return Matched(list(zip_longest(range(len(before)), range(len(after)))), moved=False)


def matched(before: list[Value], after: list[Value]) -> Matched:
    """Elements that are equal, wherever they stand; then those of one name; then those most alike."""
    still = [place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one == other]
    if len(still) == len(before) == len(after):
        return by_place(before, after)
    matching = _Matching(before, after, still)
    try:
        matching.by(_as_written)
        if matching.few():
            matching.by(_content)
    except RecursionError:
        return by_place(before, after)
    named = matching.member_names()
    for names in IDENTITIES:
        if not named.issuperset(names):
            continue
        if len(matching.gone) + len(matching.come) <= 2 or not (matching.gone and matching.come):  # noqa: PLR2004
            break  # there is nothing to choose from
        matching.by(partial(_identity, names), unique=True)
    matching.by_likeness()
    return matching.finished()


class _Matching:
    """What is matched so far, and the places that are not."""

    def __init__(self, before: list[Value], after: list[Value], still: Iterable[int]) -> None:
        self.before, self.after = before, after
        self.found: list[tuple[int, int]] = [(place, place) for place in still]
        self.alike: list[tuple[int, int]] = []
        taken = {place for place, _ in self.found}
        self.gone = [place for place in range(len(before)) if place not in taken]
        self.come = [place for place in range(len(after)) if place not in taken]

    def by(self, key: Callable[[Value], Hashable], *, unique: bool = False) -> None:
        """Match what has an equal key. With `unique`, only where no other element of its side has the same."""
        waiting = _grouped(self.before, self.gone, key)
        arriving = _grouped(self.after, self.come, key)
        found = [
            (waiting[name].popleft(), places.popleft())
            for name, places in arriving.items()
            if name in waiting and not (unique and len(waiting[name]) + len(places) > 2)  # noqa: PLR2004 - one each
            for _ in range(min(len(waiting[name]), len(places)))
        ]
        self.found += found
        self._settle(found)

    def few(self) -> bool:
        """Whether so few are still to be matched that each may be looked at closely."""
        return max(len(self.gone), len(self.come)) <= MOST_CLOSELY

    def member_names(self) -> set[str]:
        """What members of elements that are still to be matched are called."""
        elements = (self.before[place] for place in self.gone)
        return {name for element in elements if isinstance(element, dict) for name in element}

    def by_likeness(self) -> None:
        """What has most in common, as far as there is anything to choose from."""
        if not (self.gone and self.come) or len(self.before) == len(self.after) == 1:
            return
        if max(len(self.gone), len(self.come)) > MOST_ELEMENTS:
            return
        one, other = ([traits(side[place]) for place in places] for side, places in self._left())
        pairs = ((self.gone[old], self.come[new]) for old, new in most_alike(one, other))
        self.alike = [pair for pair in pairs if not self._strangers(*pair)]
        self._settle(self.alike)

    def _left(self) -> tuple[tuple[list[Value], list[int]], tuple[list[Value], list[int]]]:
        return (self.before, self.gone), (self.after, self.come)

    def _settle(self, found: list[tuple[int, int]]) -> None:
        olds, news = {old for old, _ in found}, {new for _, new in found}
        self.gone = [place for place in self.gone if place not in olds]
        self.come = [place for place in self.come if place not in news]

    def finished(self) -> Matched:
        together = sorted(self.found, key=lambda pair: pair[1])
        moved = any(one > other for (one, _), (other, _) in pairwise(together))
        pairs: list[Places] = [*together, *self.alike]
        closely = self.few()
        for old, new in zip_longest(self.gone, self.come):
            apart = old is not None and new is not None and self._strangers(old, new, closely=closely)
            pairs += [(old, None), (None, new)] if apart else [(old, new)]
        return Matched(sorted(pairs, key=_order), moved)

    def _strangers(self, old: int, new: int, *, closely: bool = True) -> bool:
        """Whether one element went and another came: too little in common. A plain value, and the only one, changed."""
        one, other = self.before[old], self.after[new]
        if not (isinstance(one, dict | list) and isinstance(other, dict | list)):
            return False
        if len(self.before) == len(self.after) == 1:
            return False
        if not closely:
            return True
        held, holds = traits(one), traits(other)
        return bool(held and holds) and not same(held, holds, _MOST if _named_apart(one, other) else _ENOUGH)


def _named_apart(one: Value, other: Value) -> bool:
    """Whether both have a name, and not the same."""
    for names in NAMES:
        named, otherwise = _identity(names, one), _identity(names, other)
        if named is not None and otherwise is not None:
            return named != otherwise
    return False


def _order(pair: Places) -> tuple[int, bool]:
    old, new = pair
    return (old or 0, False) if new is None else (new, True)


def _grouped(elements: list[Value], places: list[int], key: Callable[[Value], Hashable]) -> dict[Hashable, deque[int]]:
    groups: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for place in places:
        if (name := key(elements[place])) is not None:
            groups[name].append(place)
    return groups


def _as_written(value: Value) -> bytes:
    """Most elements that stand on both sides are equal in every member, which is told at once."""
    return _ENCODER.encode(value)


def _content(value: Value) -> Hashable:
    """Equal for values that say the same: members that are not set say nothing, nor does the order of a list."""
    if isinstance(value, dict):
        return "{", frozenset((name, _content(member)) for name, member in value.items() if member is not None)
    if isinstance(value, list):
        return "[", frozenset(Counter(map(_content, value)).items())
    return type(value) is bool, _hashable(value)


def _identity(names: tuple[str, ...], element: Value) -> Hashable:
    """What an element is called; None where a part of it is missing or not known."""
    if not isinstance(element, dict):
        return None
    found = tuple(element.get(name) for name in names)
    if any(part is None or part == "" or isinstance(part, dict | list | Unknown) for part in found):
        return None
    return tuple((type(part) is bool, _hashable(part)) for part in found)


def _hashable(leaf: Any) -> Hashable:
    try:
        hash(leaf)
    except TypeError:
        return repr(type(leaf))
    return leaf  # type: ignore[no-any-return]  # hash() has just told
