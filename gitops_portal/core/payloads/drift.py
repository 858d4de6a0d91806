"""Beside verbs about drift: which of it is ignored, and what people decided about it."""

from __future__ import annotations

from typing import TypedDict


class Decided(TypedDict):
    """Which objects, and how each differed, by digest; `until` as RFC 3339 and `to` by e-mail, empty where none is."""

    addresses: list[str]
    digests: list[str]
    until: str
    to: str


class RuleTold(TypedDict):
    """Where a rule holds (`scope`, `selector`), what it is about (empty for all), and its end as RFC 3339."""

    scope: str
    selector: str
    address: str
    type: str
    attribute: str
    ends_at: str
