"""Elements of two lists that nothing names in, those that are most alike by what they hold out, in bounded time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import Sensitive, Value

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    Traits = frozenset[Hashable]

MOST_TRAITS: Final = 60
"""Single values of one element that are looked at."""
MOST_HOLDERS: Final = 8
"""Elements of one side that may share a trait; one that more of them have tells none apart."""
MOST_ELEMENTS: Final = 500
"""Elements of one side among which likeness is looked for; more of them are matched by place."""
_WORD: Final = re.compile(r"\w{2,}")
_PLAIN: Final = frozenset({str, int, float})


def traits(element: Value) -> Traits:
    """What an element holds: each value under its name; a text alone holds words. What is empty says nothing."""
    if isinstance(element, str):
        return frozenset(_WORD.findall(element[:2_000])[:MOST_TRAITS])
    return frozenset(found for found, _ in zip(_leaves(element), range(MOST_TRAITS), strict=False))


def _leaves(element: Value) -> Iterator[Hashable]:
    """Nearest to the surface first; the order of lists says nothing here."""
    waiting: list[tuple[str, Value]] = [("", element)]
    for name, value in waiting:
        if type(value) is dict:
            waiting.extend((inner, value[inner]) for inner in sorted(value))
        elif type(value) is list:
            waiting.extend((name, inner) for inner in value)
        elif value is True or (type(value) in _PLAIN and value != "") or isinstance(value, Sensitive):
            yield name, value is True, value


def same(one: Traits, other: Traits, share: float) -> bool:
    """Whether two elements have more than this share of what the poorer of them holds in common."""
    return len(one & other) > share * min(len(one), len(other))


def most_alike(before: Sequence[Traits], after: Sequence[Traits]) -> Iterator[tuple[int, int]]:
    """Pairs of places, the most alike first, among equals the nearest; rare traits count more. No place comes twice."""
    scores: Counter[tuple[int, int]] = Counter()
    there = _holders(after)
    for trait, olds in _holders(before).items():
        news = there.get(trait, ())
        if max(len(olds), len(news)) <= MOST_HOLDERS:
            for old in olds:
                scores.update({(old, new): 60 // max(len(olds), len(news)) for new in news})
    gone, come = set[int](), set[int]()
    for old, new in sorted(scores, key=lambda pair: (-scores[pair], abs(pair[0] - pair[1]), pair)):
        if old not in gone and new not in come:
            gone.add(old)
            come.add(new)
            yield old, new


def _holders(elements: Sequence[Traits]) -> dict[Hashable, list[int]]:
    holders: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, held in enumerate(elements):
        for trait in held:
            holders[trait].append(place)
    return holders
