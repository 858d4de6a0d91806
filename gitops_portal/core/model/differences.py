"""What differs on one resource, attribute by attribute."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from gitops_portal.core.model.values import Value


class Noise(StrEnum):
    """Why an update is hardly worth a look. What destroys, exposes, is secret or has a finding is never noise."""

    TAGS = "tags"
    COMPUTED = "computed"
    FORMATTING = "formatting"
    NORMALISED = "normalised"
    MOVED = "moved"

    @property
    def rule(self) -> str:
        """What holds of every change of this class, as a sentence."""
        return {
            Noise.TAGS: "Only tags or labels change, and values that the provider computes.",
            Noise.COMPUTED: "Nothing that the configuration sets changes: the provider recomputes it.",
            Noise.FORMATTING: "Only the way JSON or YAML is written changes: both sides say the same.",
            Noise.NORMALISED: "What was not set becomes an empty text, list or map, or the other way round.",
            Noise.MOVED: "Only the address changes: nothing happens to the object itself.",
        }[self]


class Difference(NamedTuple):
    """One attribute, before and after, as text that may be shown: no secret, `known after apply` spelled out."""

    path: str
    before: str | None
    after: str | None
    """None where the attribute does not stand on that side."""
    sensitive: bool = False
    unknown: bool = False
    forces_replacement: bool = False
    suspected: bool = False
    """Hidden because it looks like a secret, though nobody marked it."""
    cut: tuple[Value, Value] | None = None
    """Both values where not all of them stands in the texts; None on a side where nothing stands."""


class Diff(Struct, frozen=True, gc=False):
    """What changes on one resource; `unchanged` counts the attributes that do not."""

    address: str
    differences: tuple[Difference, ...] = ()
    unchanged: int = 0
    deposed: str = ""
    entry: int = 0
    """Which of several entries with this address and deposed key it is of; there should be one."""
    left_out: int = 0
    """How many more differences there are than are listed."""
    equivalent: tuple[str, ...] = ()
    """Where elements only stand in another order, or one stands for a list of one: no difference, but told."""
    orders: Mapping[str, tuple[str, str]] = {}
    """Both sides of each of these, as far as they may be shown."""
    noise: Noise | None = None
    secrets: int = 0
    """How many of the unchanged values are secret."""
