"""What a plan holds as values, and the leaves that stand where a value is unknown or secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final


class Unknown(Enum):
    """The type of the one leaf that stands where a value is not known until apply."""

    AFTER_APPLY = "known after apply"


UNKNOWN: Final = Unknown.AFTER_APPLY


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A leaf that stands where a secret was. `mac` is keyed per workspace: equal macs mean equal secrets."""

    mac: str
    suspected: bool = field(default=False, compare=False)
    """Nobody marked it; it only looks like one."""
    text: bool = field(default=False, compare=False, repr=False)
    """Known to be a text that is written, and none of the words that rules and prices ask for."""


@dataclass(frozen=True, slots=True)
class Bare:
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
