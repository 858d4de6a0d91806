"""Conditions and resources in, the answers that are sure out, and who still has to be asked by itself: few.

To ask one condition about one resource costs ten times what the answer does. So each resource is shown once, with all
that any of its conditions reads, and the evaluator tells which of these are surely false or true of it. Only where
nothing is unknown or secret in what a condition reads of a resource is the condition among them; what breaks, and what
is not known, is asked by itself (`asking`), which tells why.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct, field

from gitops_portal.core.model import Change  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.cel import reads
from gitops_portal.core.rules.cel.asking import Asked, Fault, about, same_for_all, understood
from gitops_portal.core.rules.cel.sight import Looking, marked, of_change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gitops_portal.core.rules.cel.around import Around
    from gitops_portal.core.rules.cel.asking import Evaluator
    from gitops_portal.core.rules.cel.reads import Condition, Reads
    from gitops_portal.core.rules.kinds.cel import Cel

FEW: Final = 20
"""Questions that are sooner asked one by one than compiled into one."""
Dirty = frozenset[tuple[str, str]]
"""Of `before`, `after` and `change`, the names whose values can't be shown as a whole."""


class _One(Struct, frozen=True, gc=False):
    """A condition, and the place of its check."""

    place: int
    reads: Condition

    def touches(self, dirty: Dirty) -> bool:
        """Whether something that it reads can't be shown."""
        return any(
            name in self.reads.change if root == "change" else _read(self.reads.roots.get(root), name)
            for root, name in dirty
        )


def _read(read: Reads | None, name: str) -> bool:
    return read is not None and (read.keys or read.each is not None or name in read.named)


class Sure(Struct):
    """What was found out of one check, by the numbers of changes: the others are passed."""

    violated: list[int] = field(default_factory=list)
    open: dict[int, Change] = field(default_factory=dict)
    """Those that it has to be asked about by itself."""


def sure(evaluator: Evaluator, checks: Sequence[Cel], changes: Mapping[int, Change], around: Around) -> Sequence[Sure]:
    """Of each of the checks, all of which are about all of the changes."""
    if len(checks) * len(changes) < FEW:
        return [Sure(open=dict(changes)) for _ in checks]
    always: dict[str, Any] = {}
    together = list(_together(evaluator, checks, around, always))
    found = [Sure() for _ in checks]
    for place in {*range(len(checks))} - {one.place for one in together}:
        found[place].open.update(changes)
    for places, shown in _classes(together, changes, found).items():
        texts = [checks[place].condition for place in places]
        for numbers, told in zip(shown.values(), evaluator.told_at_once(texts, [*shown], always), strict=True):
            for which, true in told.items():
                if true:
                    found[places[which]].violated += numbers
                else:
                    found[places[which]].open.update((number, changes[number]) for number in numbers)
    return found


def _together(evaluator: Evaluator, checks: Sequence[Cel], around: Around, always: dict[str, Any]) -> Iterator[_One]:
    """Those that can be asked at once; what is the same for all resources is put into `always`.

    What a resource refers to is other for each, and what a file calls by the same name may be.
    """
    for place, check in enumerate(checks):
        found = understood(evaluator, check)
        if isinstance(found, Fault) or found.refs:
            continue
        own, _ = same_for_all(found, check, around)
        lists = own.pop(reads.LISTS, {}) | always.get(reads.LISTS, {})
        if any(lists[name] != values for name, values in check.lists if name in found.lists):
            continue
        always |= own | ({reads.LISTS: lists} if lists else {})
        yield _One(place, found)


Classes = dict[tuple[int, ...], dict[bytes, list[int]]]
"""By the places of what is asked at once, the numbers of the changes that look the same, by what is shown of them."""


def _classes(together: Sequence[_One], changes: Mapping[int, Change], found: Sequence[Sure]) -> Classes:
    """Whom a condition can't be asked about at once is open."""
    view = _View([one.reads for one in together])
    split: dict[tuple[bool, bool, Dirty], tuple[tuple[int, ...], tuple[int, ...]]] = {}
    classes: Classes = defaultdict(lambda: defaultdict(list))
    for number, change in changes.items():
        shown, dirty = view.of(change)
        key = change.before is None, change.after is None, dirty
        if key not in split:
            meant = [one for one in together if about(one.reads, change)]
            apart = tuple(one.place for one in meant if one.touches(dirty))
            split[key] = tuple(one.place for one in meant if one.place not in apart), apart
        places, apart = split[key]
        if places:
            classes[places][shown].append(number)
        for place in apart:
            found[place].open[number] = change
    return classes


class _View:
    """What is shown of a resource to several conditions: all that one of them reads."""

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._roots: dict[str, Reads] = {}
        for condition in conditions:
            for root, read in condition.roots.items():
                self._roots[root] = self._roots[root].with_(read) if root in self._roots else read
        self._roots = {root: read.settled() for root, read in self._roots.items()}
        self._change = sorted({name for condition in conditions for name in condition.change})
        self._marks = {
            mark: sorted({path for condition in conditions for path in condition.marks[mark]}) for mark in reads.MARKS
        }

    def of(self, change: Change) -> tuple[bytes, Dirty]:
        variables: dict[str, Any] = {}
        dirty: list[tuple[str, str]] = []
        for root, read in self._roots.items():
            side = change.after if root == "after" else change.before
            if side is not None:
                variables[root] = _shown(root, side, read, dirty)
        for name in self._change:
            if (told := of_change(change, name)) is None:
                dirty.append(("change", name))
            else:
                variables[f"change.{name}"] = told
        marks = {mark: {path: marked(mark, change, path) for path in paths} for mark, paths in self._marks.items()}
        return msgspec.msgpack.encode(Asked(variables, marks, {})), frozenset(dirty)


def _shown(root: str, side: Mapping[str, Any], read: Reads, dirty: list[tuple[str, str]]) -> dict[str, Any]:
    """The attributes that are read and can be shown as they are read; of the others the names are put into `dirty`."""
    shown: dict[str, Any] = {}
    looking = Looking()
    name: Any
    for name in side if read.keys or read.each is not None else read.named:
        held = side.get(name)
        if held is None:
            continue
        looking.hidden, looking.path = "", [root, name]
        seen = looking.at(held, read.named.get(name, read.each) or reads.Reads())
        if looking.hidden:
            dirty.append((root, name))
        else:
            shown[name] = seen
    return shown
