"""What a row of prices asks for, as text, and a resource in; whether the row is its price out.

A selector is conditions, separated by `;`, that must all hold: `sku=standard;replicas=1..4`. A path may lead into
blocks (`sku.capacity`), through keys that are no names (`annotations.[example/scale]`), and begin at a resource that
this one refers to (`@azurerm_virtual_network_gateway.sku`). It is followed by `=` or `!=` and one or more values,
separated by `|`: a text, a number, a range of numbers (`1..32`), or `(unset)`. No conditions hold always.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN, Value
from gitops_portal.core.pricing.bill import Resource, Stated, UnpricedError

if TYPE_CHECKING:
    from collections.abc import Iterable

UNSET: Final = "(unset)"
LONGEST: Final = 500
_SET: Final = "(set)"

_PATH: Final = r"(?:@[a-z0-9_]+\.)?(?:[\w-]+|\[[^\[\]]+\])(?:\.(?:[\w-]+|\[[^\[\]]+\]))*"
_CONDITION: Final = rf"(?P<path>{_PATH})(?P<sign>!?=)(?P<values>[^=;]+)"
_SEGMENT: Final = r"[\w-]+|\[[^\[\]]+\]"
_NUMBER: Final = re.compile(r"-?\d{1,13}(?:\.\d{1,9})?")
_RANGE: Final = re.compile(rf"({_NUMBER.pattern})\.\.({_NUMBER.pattern})")


class MalformedError(Exception):
    """What is wrong with a selector or a quantity of the price book, and what to write instead, as a sentence."""


class Path(Struct, frozen=True):
    """Where an attribute stands; `refers` is the type of another resource that it is an attribute of, if any."""

    refers: str
    blocks: tuple[str, ...]
    name: str

    def __str__(self) -> str:
        return ".".join(filter(None, (self.refers, *self.blocks, self.name)))


class Condition(Struct, frozen=True):
    """One attribute and what it may say, or must not."""

    path: Path
    negated: bool
    values: tuple[str, ...]


def path(text: str) -> Path:
    """A path as it is written. Raises MalformedError."""
    if not re.fullmatch(_PATH, text):
        raise MalformedError(
            f"'{text[:80]}' is no path to an attribute: write names with dots between, as in sku.size."
        )
    refers, rest = text[1:].split(".", 1) if text.startswith("@") else ("", text)
    *blocks, name = (part.strip("[]") for part in re.findall(_SEGMENT, rest))
    return Path(refers, tuple(blocks), name)


@cache
def conditions(selector: str) -> tuple[Condition, ...]:
    """A selector, taken apart. Raises MalformedError."""
    if len(selector) > LONGEST:
        raise MalformedError(f"A selector has {LONGEST} characters at most; this one has {len(selector)}.")
    return tuple(_condition(part) for part in selector.split(";")) if selector else ()


def _condition(text: str) -> Condition:
    found = re.fullmatch(_CONDITION, text)
    if found is None:
        raise MalformedError(f"'{text[:80]}' is no condition: write a path, = or !=, and values, as in sku=basic|free.")
    values = tuple(found["values"].split("|"))
    if not all(value == value.strip() and value for value in values):
        raise MalformedError(f"'{text[:80]}' has an empty value or spaces around one: write {UNSET} for nothing.")
    return Condition(path(found["path"]), found["sign"] == "!=", values)


def holds(selector: str, resource: Resource) -> bool:
    """Whether all conditions hold. Raises UnpricedError when that hangs on what can't be told, MalformedError."""
    untold: UnpricedError | None = None
    for condition in conditions(selector):
        try:
            if not _met(condition, _said(condition, resource)):
                return False
        except UnpricedError as reason:
            untold = untold or reason
    if untold:
        raise untold
    return True


def said(where: Path, resource: Resource) -> str:
    """What an attribute says, as text; `(unset)` when it says nothing. Raises UnpricedError when that can't be told."""
    return _text(where.name, block_of(where, resource))


def _said(condition: Condition, resource: Resource) -> str:
    """What is compared. Where only that it is set counts, a block is as good as a text, and so is a value to come."""
    where = condition.path
    if condition.values == (UNSET,):
        block = block_of(where, resource)
        value = block.get(where.name)
        to_come = value is UNKNOWN and block.sets(where.name) is not None and block.states(where.name)
        if to_come or (value and isinstance(value, list | tuple | Mapping)):
            return _SET
    return said(where, resource)


def block_of(where: Path, resource: Resource) -> Stated:
    """The block that an attribute stands in: the first where there are several, an empty one where there is none."""
    block: Stated = resource.related(where.refers) if where.refers else resource
    for name in where.blocks:
        block = block.first(name)
    return block


def assumed(selector: str, resource: Resource) -> list[str]:
    """What stands for attributes that are not set, by a selector that holds: `sku Standard`."""
    return [
        f"{condition.path} {condition.values[0]}"
        for condition in conditions(selector)
        if UNSET in condition.values[1:] and not condition.negated and said(condition.path, resource) == UNSET
    ]


def decisive(selectors: Iterable[str], resource: Resource) -> str:
    """What the attributes say that these selectors ask for, for a person: `sku is basic and replicas is not set`."""
    paths = dict.fromkeys(condition.path for one in selectors for condition in conditions(one))
    return " and ".join(f"{where} is {_told(said(where, resource))}" for where in paths)


def _told(text: str) -> str:
    return "not set" if text == UNSET else text


def _met(condition: Condition, text: str) -> bool:
    return any(_equal(value, text) for value in condition.values) is not condition.negated


def _equal(value: str, text: str) -> bool:
    if value == text:
        return True
    if not _NUMBER.fullmatch(text):
        return False
    if bounds := _RANGE.fullmatch(value):
        return Decimal(bounds[1]) <= Decimal(text) <= Decimal(bounds[2])
    return bool(_NUMBER.fullmatch(value)) and Decimal(value) == Decimal(text)


def _text(name: str, block: Stated) -> str:
    value: Value = block.get(name)
    if value in (None, "", [], (), {}):
        return UNSET
    if value is UNKNOWN and block.sets(name) is not None and not block.states(name):
        return UNSET  # the configuration leaves it out
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{block.number(name):f}"
    return block.text(name)
