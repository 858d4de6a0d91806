"""What a condition may read beside a resource, as a value: every evaluation has one, though few have conditions."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - a struct reads its annotations
from typing import Final

from msgspec import Struct

from gitops_portal.core.rules.cel.neighbours import Neighbours  # noqa: TC001 - as well


class Around(Struct, frozen=True):
    """Facts of the plan, and what refers to what. None: not known."""

    plan: Callable[[str], object | None] = lambda _name: None
    """By a name of `reads.PLAN`."""
    neighbours: Callable[[], Neighbours | None] = lambda: None


NOTHING: Final = Around()
