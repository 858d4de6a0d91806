"""What a cost model is: the attributes of one resource in, the things it is billed for out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core.attributes import Attributes, truth
from gitops_portal.core.model import UNKNOWN, Sensitive, Value

HOURS: Final = Decimal(730)
"""Hours in a month, as every cloud's own calculator has it."""

ONE: Final = Decimal(1)

MOST: Final = Decimal(10**12)
"""No quantity of a real bill is larger; what is larger is not priced."""

_NUMBER: Final = re.compile(r"\d{1,13}(\.\d{1,9})?")
_LONGEST_NAME: Final = 200


class UnpricedError(Exception):
    """Why a resource has no price, as a sentence for people."""


class Component(Struct, frozen=True, gc=False):
    """One line of a bill: `quantity` units of `item` on `shelf` a month. No quantity: it depends on use."""

    name: str
    shelf: str
    item: str
    quantity: Decimal | None
    unit: str = "hours"
    note: str = ""


class Stated(Attributes, frozen=True, gc=False):
    """Attributes, read with suspicion: what is not a plain value of the kind asked for has no price.

    Absent means the default, where one is given. So does unknown, where the configuration leaves it open: the provider
    fills it in. `computed` marks the attributes and blocks of which that is so even where the configuration is not
    told; a block that is not computed is only unknown where a `dynamic` one makes it.
    """

    pending: frozenset[str] = frozenset()
    """Those of `arguments` whose value may be known after apply only; what else is unknown is set to nothing."""

    def text(self, name: str, default: str | None = None, *, computed: bool = False) -> str:
        value = self._read(name, default, computed=computed)
        if not isinstance(value, str) or not value or len(value) > _LONGEST_NAME:
            raise UnpricedError(f"{self.block}{name} is not a usable text.")
        return value

    def number(self, name: str, default: int | None = None, *, computed: bool = False) -> Decimal:
        value = self._read(name, default, computed=computed)
        if isinstance(value, str) and _NUMBER.fullmatch(value):
            return Decimal(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UnpricedError(f"{self.block}{name} is not a number.")
        if not 0 <= value <= MOST:  # NaN neither
            raise UnpricedError(f"{self.block}{name} is not a possible quantity.")
        return Decimal(str(value))

    def flag(self, name: str, *, default: bool = False, computed: bool = False) -> bool:
        value = self._read(name, default, computed=computed)
        told = truth(value)
        if not isinstance(told, bool):
            raise UnpricedError(f"{self.block}{name} is neither true nor false.")
        return told

    def blocks(self, name: str, *, computed: bool = False) -> tuple[Stated, ...]:
        value = self._read(name, (), computed=computed, block=True)
        members = self.members(name, value)
        if not all(isinstance(one, Mapping) for one, _ in members):
            raise UnpricedError(f"{self.block}{name} is not known as a block.")
        return tuple(self._inside(name, one, path) for one, path in members)

    def first(self, name: str, *, computed: bool = False) -> Stated:
        """The first block of that name; an empty one when there is none."""
        return next(iter(self.blocks(name, computed=computed)), self._inside(name, {}, self.at(name)))

    def _inside(self, name: str, values: Mapping[str, Value], path: str) -> Stated:
        return Stated(values, path, self.arguments, f"{self.block}{name}.", self.pending)

    def length(self, name: str, *, computed: bool = False) -> int:
        """How many members a list has; 0 when it is absent."""
        value = self._read(name, (), computed=computed, block=True)
        if not isinstance(value, list | tuple):
            raise UnpricedError(f"{self.block}{name} is not a list.")
        return len(value)

    def texts(self, name: str, *, computed: bool = False) -> tuple[str, ...]:
        """The members of a list of texts; none when it is absent."""
        if not self.length(name, computed=computed):
            return ()
        return tuple(Stated({name: member}, block=self.block).text(name) for member in self.values[name])

    def says(self, name: str) -> bool:
        """Whether the attribute has a value, if only an unknown one: not one that the configuration leaves out."""
        value = self.get(name)
        return value not in (None, "", [], {}) and not (value is UNKNOWN and self._left_out(name))

    def states(self, name: str) -> bool:
        """Whether its value is known, or at least set by the configuration."""
        value = self.get(name)
        return value not in (None, "") and (value is not UNKNOWN or f"{self.block}{name}" in self.pending)

    def assumed(self, **defaults: object) -> str:
        """A note on the attributes of which a default was taken; empty when all are stated."""
        taken = [f"{name} {value}" for name, value in defaults.items() if self.get(name) in (None, "", UNKNOWN)]
        return f"assumed, not stated in the plan: {', '.join(taken)}" if taken else ""

    def _read(self, name: str, default: Value, *, computed: bool, block: bool = False) -> Value:
        value = self.get(name)
        unset = value is None or value == ""  # as the states of many providers write it
        if unset or (value is UNKNOWN and self._left_out(name, computed=computed, block=block)):
            if default is None:
                raise UnpricedError(f"{self.block}{name} is not {'set' if unset else 'known until apply'}.")
            return default
        if value is UNKNOWN:
            raise UnpricedError(f"{self.block}{name} is not known until apply.")
        if isinstance(value, Sensitive):
            raise UnpricedError(f"{self.block}{name} is sensitive, so it is not read for pricing.")
        return value

    def _left_out(self, name: str, *, computed: bool = False, block: bool = False) -> bool:
        """Whether what is unknown is so because nobody sets it. `dynamic` blocks are set, though never told to be."""
        if self.sets(name) is None:
            return computed
        return f"{self.block}{name}" not in self.pending and (computed or not block)


Find = Callable[[str], "Resource"]


class Resource(Stated, frozen=True, gc=False):
    """One resource as it stands on one side of a change."""

    type: str = ""
    region: str = ""
    find: Find | None = None
    images: Mapping[str, str] = {}
    """What EC2 images run, by id, as far as the plan read them."""

    def related(self, kind: str) -> Resource:
        """The resource of that type that this one refers to; unpriced when it is not known which."""
        if self.find is None:
            raise UnpricedError(f"The {kind} it refers to is not in the plan.")
        return self.find(kind)


Bill = Callable[[Resource], Iterator[Component]]
Keeps = Callable[[Mapping[str, Value]], bool]


def never(_: Mapping[str, Value]) -> bool:
    return False


def always(_: Mapping[str, Value]) -> bool:
    return True


class CostModel(Struct, frozen=True):
    """What resources of these types are made of. A bill without components says: this one costs nothing."""

    ids: tuple[str, ...]
    bill: Bill
    keeps: Keeps = never
    """Whether one that stays as it is, with these attributes, keeps its bill whatever becomes of what it refers to: it
    runs the revision of that which it was last given. An instance of a database cluster does not.
    """


def cost_model(*types: str, keeps: Keeps = never) -> Callable[[Bill], CostModel]:
    """Turn a function that writes a bill into the cost model of these resource types."""

    def made(bill: Bill) -> CostModel:
        return CostModel(types, bill, keeps)

    return made


def used(name: str, shelf: str, item: str, note: str = "") -> Component:
    """A component whose quantity depends on use; its unit is the price's."""
    return Component(name, shelf, item, None, "", note)


def on_top(name: str, note: str = "the price book holds no price for it, so it comes on top of the sum") -> Component:
    """What is stated and costs something, nobody can say here how much: the sum without it is the least to pay."""
    return Component(name, "", "", None, "", note)


def autoscaled(count: Decimal, least: Decimal) -> str:
    """A note on a count that an autoscaler changes, and never below `least`."""
    return "autoscaled: at least this" if count == least else f"autoscaled: at least {least:f} nodes"


def counted(parts: Iterator[Component], note: str) -> Iterator[Component]:
    """The same components, the first with a note on how many there were assumed to be."""
    for place, part in enumerate(parts):
        yield part if place else replace(part, note="; ".join(filter(None, (part.note, note))))
