"""The attributes of one resource, or of a block inside of it, in; what stands there, and who set it, out.

One reader for rules and prices. What they make of what can't be told differs, and stands in their own rooms: a rule
answers "can't be told" (`core.rules.part`), a bill ends with a sentence (`core.pricing.bill`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN, Unknown, Value

LISTS: Final = (list, tuple)
_YES: Final = frozenset({"true", "t", "1"})
_NO: Final = frozenset({"false", "f", "0"})


class Attributes(Struct, frozen=True, gc=False):
    """A block of attributes. Of one that is no object, nothing that it holds can be told."""

    values: Any
    """By name, with the leaves `UNKNOWN` and `Sensitive` at any depth."""
    path: str = ""
    """Where it stands in its resource, as people write it: `root_block_device[0]`; empty for the resource itself."""
    arguments: frozenset[str] | None = None
    """What the configuration sets, by name, and `block.name` inside a block; None when that is not told."""
    block: str = ""
    """What this block is called among these, as `block.`; empty for the resource itself."""

    @property
    def unknown(self) -> bool:
        return type(self.values) is not dict and not isinstance(self.values, Mapping)

    def get(self, name: str) -> Value:
        """What stands there as the plan has it; None where nothing does."""
        try:
            return self.values.get(name)
        except AttributeError:  # it is no object
            return UNKNOWN

    def at(self, name: str) -> str:
        """Where an attribute stands, as people write it: `root_block_device[0].encrypted`."""
        return f"{self.path}.{name}" if self.path else name

    def sets(self, name: str) -> bool | None:
        """Whether the configuration sets it; None when that is not told, as of a block that a `dynamic` one makes."""
        if self.arguments is None or (self.block and self.block[:-1] not in self.arguments):
            return None
        return self.block + name in self.arguments

    def members(self, name: str, value: Value) -> list[tuple[Value, str]]:
        """The blocks of a name, which are a list of objects, or one object: each with its path."""
        where = self.at(name)
        if isinstance(value, LISTS):
            return [(item, f"{where}[{place}]") for place, item in enumerate(value)]
        return [(value, where)]


def truth(value: Value) -> bool | Unknown | None:
    """Providers write some flags as text; an empty text is an unset flag, and what is no flag can't be told."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        word = value.lower()
        return True if word in _YES else False if word in _NO else UNKNOWN if word else None
    return UNKNOWN
