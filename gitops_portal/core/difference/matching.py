"""Two lists in, which element became which out: by place and content, then by what names an element, then by place."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from functools import partial
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

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
    """Elements that are equal, wherever they stand; then those of one name; what remains, in its order."""
    same = [place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one == other]
    if len(same) == len(before) == len(after):
        return by_place(before, after)
    matching = _Matching(before, after, same)
    try:
        matching.by(_content)
    except RecursionError:
        return by_place(before, after)
    for names in IDENTITIES:
        if len(matching.gone) + len(matching.come) <= 2 or not (matching.gone and matching.come):  # noqa: PLR2004
            break  # there is nothing to choose from
        matching.by(partial(_identity, names), unique=True)
    return matching.finished()


class _Matching:
    """What is matched so far, and the places that are not."""

    def __init__(self, before: list[Value], after: list[Value], same: Iterable[int]) -> None:
        self.before, self.after = before, after
        self.found: list[tuple[int, int]] = [(place, place) for place in same]
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
        olds, news = {old for old, _ in found}, {new for _, new in found}
        self.gone = [place for place in self.gone if place not in olds]
        self.come = [place for place in self.come if place not in news]

    def finished(self) -> Matched:
        together = sorted(self.found, key=lambda pair: pair[1])
        moved = any(one > other for (one, _), (other, _) in pairwise(together))
        pairs: list[Places] = [*together]
        for old, new in zip_longest(self.gone, self.come):
            pairs += [(old, None), (None, new)] if self._strangers(old, new) else [(old, new)]
        return Matched(sorted(pairs, key=_order), moved)

    def _strangers(self, old: int | None, new: int | None) -> bool:
        """Whether one element went and another came: both have a name, and not the same. The only one is itself."""
        if old is None or new is None or len(self.before) == len(self.after) == 1:
            return False
        for names in NAMES:
            one, other = _identity(names, self.before[old]), _identity(names, self.after[new])
            if one is not None and other is not None:
                return one != other
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
