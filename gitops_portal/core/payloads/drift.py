"""Beside verbs about drift: which of it is ignored, and what people decided about it."""

from __future__ import annotations

from typing import TypedDict


class RuleTold(TypedDict):
    """Where a rule holds (`scope`, `selector`), what it is about (empty for all), and its end as RFC 3339."""

    scope: str
    selector: str
    address: str
    type: str
    attribute: str
    ends_at: str
