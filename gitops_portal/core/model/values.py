"""What a plan holds as values, and the leaves that stand where a value is unknown or secret."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from msgspec import Struct


class Unknown(Enum):
    """The type of the one leaf that stands where a value is not known until apply."""

    AFTER_APPLY = "known after apply"


UNKNOWN: Final = Unknown.AFTER_APPLY


class Sensitive(Struct, frozen=True, eq=False):
    """A leaf that stands where a secret was. `mac` is keyed per workspace: equal macs mean equal secrets."""

    mac: str
    suspected: bool = False
    """Nobody marked it; it only looks like one."""
    text: bool = False
    """Known to be a text that is written, and none of the words that rules and prices ask for."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sensitive) and self.mac == other.mac

    def __ne__(self, other: object) -> bool:
        """Said as well: a struct's own would compare all fields."""
        return not self == other

    def __hash__(self) -> int:
        return hash(self.mac)


class Bare(Struct, frozen=True):
    """A word of a document that readers take for different things: `NO`, `012`, `1.10`. Equal only as it is written."""

    text: str


Value = Any
"""A JSON value: str, int, float, bool, None, list, dict, and at any depth the leaves `UNKNOWN` and `Sensitive`.

A number with more digits than a float can hold is a `Decimal`.
In documents that stand in texts there are `Bare` leaves as well.
"""


Attributes = Mapping[str, Value]
"""The attributes of one resource, by name."""


Path = tuple[str | int, ...]
"""Where a value stands inside attributes: names and positions."""
