"""An audit event in, its place in a hash chain out: the canonical form that must hash the same for ever."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION: Final = 1
"""Stands in the hashed bytes; a new canonical form gets a new number and never touches old events."""

GENESIS: Final = "0" * 64
"""What the first event of a chain names as its predecessor."""

FIELDS: Final = (
    "chain",
    "sequence",
    "at",
    "actor_kind",
    "actor",
    "actor_address",
    "verb",
    "subject",
    "run",
    "reason",
    "detail",
    "previous",
)


class Verification(Struct, frozen=True):
    """Whether a chain holds: `broken_at` is the first sequence number that does not, `reason` says why."""

    intact: bool
    events: int
    """How many stand before the one that is broken, those included that an earlier verification went through."""
    head: str
    broken_at: int | None = None
    reason: str = ""


def digest(event: Mapping[str, Any]) -> str:
    """The SHA-256 of an event's canonical form: version and FIELDS as JSON, keys sorted, UTF-8, no spaces.

    `at` is RFC 3339 in UTC with microseconds; `detail` holds no floats. Raises KeyError when a field is missing.
    """
    form = {"version": VERSION, **{name: event[name] for name in FIELDS}}
    text = json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify(events: Iterable[Mapping[str, Any]], passed: int = 0, head: str = GENESIS) -> Verification:
    """Re-compute a chain from its first event; stops at the first event that is missing, moved or changed.

    Or from behind an event that was verified before: the `passed`th, whose hash is `head`.
    """
    previous, expected = head, passed + 1
    for event in events:
        at = event.get("sequence")
        if at != expected:
            return Verification(False, expected - 1, previous, expected, f"event {expected} is missing")
        if event.get("previous") != previous:
            return Verification(False, expected - 1, previous, expected, f"event {expected} does not follow {at - 1}")
        try:
            found = digest(event)
        except (KeyError, ValueError):
            found = ""
        if event.get("hash") != found:
            return Verification(False, expected - 1, previous, expected, f"event {expected} was changed")
        previous, expected = found, expected + 1
    return Verification(True, expected - 1, previous)
