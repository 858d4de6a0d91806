"""A resource and who prices it in, the price out: resources that a cost model cannot tell apart are priced once.

A bill follows from the attributes its model reads and from nothing else. So when all that was read of one resource says
the same of another, the model would go the same way through it and write the same bill.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from msgspec.structs import replace

if TYPE_CHECKING:
    from gitops_portal.core.model import Value
    from gitops_portal.core.pricing.bill import Resource

WAYS: Final = 8
"""Sets of names that the model of a type reads, by what some of them say; where there are more, it is asked again."""

Priced = TypeVar("Priced")
Kind = tuple[str, str, frozenset[str] | None, frozenset[str]]
"""Type, region, what the configuration sets, and what of that may be known after apply only."""

Answers = dict[str, Priced]
"""What was answered, by what the attributes said that were read."""


class Remembered(Generic[Priced]):
    """Answers for one plan."""

    def __init__(self, price: Callable[[Resource], Priced]) -> None:
        self._price = price
        self._ways: dict[Kind, dict[tuple[str, ...], Answers[Priced]]] = defaultdict(dict)

    def known(self, kind: Kind, values: Mapping[str, Value]) -> Priced | None:
        """The answer given for what says the same; None where there is none yet."""
        for names, answers in self._ways[kind].items():
            known = answers.get(_said(values, names))
            if known is not None:
                return known
        return None

    def priced(self, resource: Resource) -> Priced:
        """The answer asked for, and kept for all that will say the same."""
        ways = self._ways[resource.type, resource.region, resource.arguments, resource.pending]
        read = _Read(resource.values)
        answer = self._price(replace(resource, values=read, find=read.follow(resource)))
        names = tuple(read.names)
        if not read.further and (names in ways or len(ways) < WAYS):
            ways.setdefault(names, {})[_said(resource.values, names)] = answer
        return answer


class _Read(Mapping[str, "Value"]):
    """Attributes that note which of them are read, and whether more is read than they."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = values
        self.names: dict[str, None] = {}
        self.further = False

    def __getitem__(self, name: str) -> Value:
        self.names[name] = None
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        self.further = True
        return iter(self._values)

    def __len__(self) -> int:
        self.further = True
        return len(self._values)

    def follow(self, resource: Resource) -> Callable[[str], Resource]:
        def find(kind: str) -> Resource:
            self.further = True
            return replace(resource, values=self._values).related(kind)

        return find


def _said(values: Mapping[str, Value], names: tuple[str, ...]) -> str:
    """As Python writes it, which tells 1, 1.0 and true apart, and leaves from texts."""
    return repr(list(map(values.get, names)))
