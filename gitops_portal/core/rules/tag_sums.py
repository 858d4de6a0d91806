"""A plan and its cost in, what resources cost by each tag that they have out: bounded, and what that leaves out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.model import UNKNOWN, CostStatus, Sensitive, Spread
from gitops_portal.core.rules.budgets import LONGEST_KEY, LONGEST_VALUE, Own, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import ChangeSet, Cost, Value

MOST: Final = 200
"""Tags whose sums are kept of a run. Those that group have few values; such as Name, with one for each resource, are
left out first.
"""
MOST_LEFT_OUT: Final = 50
"""Keys that are named as left out; of more it is said that there are others."""

SUM, LOW, HIGH, UNTOLD, LEFT_OUT = "sum", "low", "high", "untold", "left-out"
_WHERE: Final = ("tags_all", "effective_labels", "tags", "labels")
"""Where tags stand: first what providers make of them with those that they set everywhere."""
_TEXTS: Final = {str}
_NOTHING: Final = Decimal(0)
_NO_RANGE: Final = Spread()
_COUNTED: Final = frozenset({CostStatus.PRICED, CostStatus.UNPRICED})


class TagRow(NamedTuple):
    """A sum of one tag; its `low` and `high` end, where a usage file tells a range; the resources whose tags are not
    known (`untold`); a key that is `left-out`, or any (no key).

    Every run has the row `untold` without a key, if of no resource. Names are those of columns.
    """

    kind: str
    key: str = ""
    value: str = ""
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    priced: int = 0
    unpriced: int = 0


class Sum:
    """Of one tag, while it is counted."""

    def __init__(self) -> None:
        self.before = self.after = Decimal(0)
        self.priced = self.unpriced = 0
        self.apart = Spread()
        """How far the ends lie from the sums."""

    def rows(self, tag: Tag) -> Iterator[TagRow]:
        yield TagRow(SUM, *tag, self.before, self.after, self.priced, self.unpriced)
        if self.apart != _NO_RANGE:
            yield TagRow(LOW, *tag, self.before + self.apart.low_before, self.after + self.apart.low_after)
            yield TagRow(HIGH, *tag, self.before + self.apart.high_before, self.after + self.apart.high_after)

    def own(self, untold: int) -> Own:
        """`untold` resources may have the tag, too."""
        high = self.before + self.apart.high_before, self.after + self.apart.high_after
        return Own(self.before, self.after, *high, self.priced, self.unpriced + untold)


class Counted(NamedTuple):
    """What every tag comes to, and of how many resources a tag is not known, by key; the empty one for any."""

    sums: Mapping[Tag, Sum]
    untold: Counter[str]

    def of(self, tag: Tag) -> Own:
        """What may have the tag counts among what has no price."""
        return self.sums.get(tag, Sum()).own(self.untold[tag[0]] + self.untold[""])


def counted(changes: ChangeSet, cost: Cost) -> Counted:
    """A resource counts by the tags that it has on each side; what is free, or paid by use alone, counts nowhere."""
    sums: defaultdict[Tag, Sum] = defaultdict(Sum)
    untold: Counter[str] = Counter()
    for change, line in zip(changes.resources, cost.lines, strict=True):
        if line.status not in _COUNTED:
            continue
        was = tags(change.before)
        becomes = was if change.before is change.after else tags(change.after)
        untold.update(was.hidden | becomes.hidden)
        before, after, priced = line.before or _NOTHING, line.after or _NOTHING, line.status is CostStatus.PRICED
        if before:
            for tag in was.known:
                sums[tag].before += before
        if after:
            for tag in becomes.known:
                sums[tag].after += after
        for tag in (was if change.after is None else becomes).known:
            sums[tag].priced += priced
            sums[tag].unpriced += not priced
        if line.spread is not None:
            _count_ends(sums, line.spread, before, after, was.known, becomes.known)
    return Counted(dict(sums), untold)


def _count_ends(
    sums: defaultdict[Tag, Sum],
    spread: Spread,
    before: Decimal,
    after: Decimal,
    was: frozenset[Tag],
    becomes: frozenset[Tag],
) -> None:
    for tag in was:
        low, high = spread.low_before - before, spread.high_before - before
        sums[tag].apart += Spread(low_before=low, high_before=high)
    for tag in becomes:
        low, high = spread.low_after - after, spread.high_after - after
        sums[tag].apart += Spread(low_after=low, high_after=high)


def tag_sums(changes: ChangeSet, cost: Cost) -> list[TagRow]:
    """The rows to keep of a run."""
    found = counted(changes, cost)
    return [*_untold(found.untold), *_kept(found.sums)]


def _untold(counts: Counter[str]) -> Iterator[TagRow]:
    """Keys beyond those that there is room for count as resources of which no tag is known."""
    named = [(key, count) for key, count in counts.most_common() if key]
    rest = sum(count for _, count in named[MOST_LEFT_OUT:])
    yield TagRow(UNTOLD, unpriced=counts[""] + rest)
    for key, count in named[:MOST_LEFT_OUT]:
        yield TagRow(UNTOLD, key, unpriced=count)


def _kept(sums: Mapping[Tag, Sum]) -> Iterator[TagRow]:
    """Keys are kept whole or not at all: those with the fewest values first."""
    by_key: defaultdict[str, list[str]] = defaultdict(list)
    for key, value in sums:
        by_key[key].append(value)
    room, left_out = MOST, []
    for key in sorted(by_key, key=lambda key: (len(by_key[key]), key)):
        if len(by_key[key]) > room:
            left_out.append(key)
            continue
        room -= len(by_key[key])
        for value in sorted(by_key[key]):
            yield from sums[key, value].rows((key, value))
    for key in left_out[:MOST_LEFT_OUT]:
        yield TagRow(LEFT_OUT, key)
    if left_out[MOST_LEFT_OUT:]:
        yield TagRow(LEFT_OUT)


class Tags(NamedTuple):
    """Of a resource on one side of a change."""

    known: frozenset[Tag] = frozenset()
    hidden: frozenset[str] = frozenset()
    """Keys whose value is not known; the empty one where nobody knows which tags there are."""


def tags(values: Mapping[str, Value] | None) -> Tags:
    """What a plan says of them. Tags that are longer than a budget can name are none here."""
    if values is None:
        return Tags()
    told = next((one for name in _WHERE if isinstance(one := values.get(name), dict)), None)
    if told is None and any(one is UNKNOWN or isinstance(one, Sensitive) for one in map(values.get, _WHERE)):
        return Tags(hidden=frozenset({""}))
    blocks = values.get("tag")
    if told and not blocks and _all_fit(told):  # of most
        return Tags(frozenset(told.items()))
    pairs: list[tuple[Value, Value]] = list(told.items()) if told else []
    if isinstance(blocks, list | tuple):  # as an autoscaling group writes them
        pairs += [(one.get("key"), one.get("value")) for one in blocks if isinstance(one, Mapping)]
    return Tags(
        frozenset((str(key), str(value)) for key, value in pairs if _plain(value) and _fits(key, value)),
        frozenset(str(key)[:LONGEST_KEY] for key, value in pairs if not _plain(value)),
    )


def _all_fit(told: Mapping[str, Value]) -> bool:
    """Whether all of them are texts of a length that counts."""
    values = told.values()
    return (
        set(map(type, values)) == _TEXTS
        and "" not in told
        and "" not in values
        and max(map(len, told)) <= LONGEST_KEY
        and max(map(len, values)) <= LONGEST_VALUE
    )


def _plain(value: Value) -> bool:
    return value is None or isinstance(value, str | int | float)


def _fits(key: Value, value: Value) -> bool:
    return isinstance(key, str) and 0 < len(key) <= LONGEST_KEY and 0 < len(str(value or "")) <= LONGEST_VALUE
