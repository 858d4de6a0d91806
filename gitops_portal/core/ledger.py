"""An audit event in, its place in a hash chain out: the canonical form that must hash the same for ever."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

VERSION: Final = 2
"""Stands in the hashed bytes; a new canonical form gets a new number and never touches old events.

1 is what Python writes as JSON with keys sorted by code points; 2 is RFC 8785, which any language writes.
"""

LARGEST: Final = 2**53 - 1
"""RFC 8785 writes numbers as JavaScript does, which tells larger ones apart no more; they are written as texts."""

GENESIS: Final = "0" * 64
"""What the first event of a chain names as its predecessor."""

_WRITER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

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


class Checkpoint(Struct, frozen=True):
    """What was signed of a chain: that the hash of its event `sequence` was `head`, `at` some time."""

    chain: str
    sequence: int
    head: str
    at: datetime
    pruned: str = ""
    """The SHA-256 of the export, where the events up to this one were taken away into it."""


class Verification(Struct, frozen=True):
    """Whether a chain holds: `broken_at` is the first sequence number that does not, `reason` says why."""

    intact: bool
    events: int
    """How many stand before the one that is broken, those included that an earlier verification went through."""
    head: str
    broken_at: int | None = None
    reason: str = ""
    signed: Checkpoint | None = None
    """The last checkpoint that it agrees with."""


def digest(event: Mapping[str, Any]) -> str:
    """The SHA-256 of an event's canonical form: version and FIELDS as JSON in UTF-8, as the version says it.

    `at` is RFC 3339 in UTC with microseconds; `detail` holds no floats. An event that tells no version is of the first.
    Raises KeyError when a field is missing, ValueError for what the form can't hold.
    """
    version = event.get("version", 1)
    form = {"version": version, **{name: event[name] for name in FIELDS}}
    if version == 1:
        text = json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    else:
        text = rfc_8785(form)
    return hashlib.sha256(text.encode()).hexdigest()


def rfc_8785(value: Any) -> str:
    """A value as JSON in the one form of RFC 8785 (JCS). Raises ValueError for floats and integers beyond LARGEST."""
    return _WRITER.encode(_ordered(value))


def _ordered(value: Any) -> Any:
    """Names in the order of their UTF-16 units (RFC 8785, 3.2.3); texts are escaped alike by Python (3.2.2.2)."""
    if isinstance(value, str):  # most are
        return value
    if isinstance(value, dict):
        names = sorted(value) if all(map(str.isascii, value)) else sorted(value, key=_units)
        return {name: _ordered(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [_ordered(member) for member in value]
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST):
        raise ValueError("a number that not every reader holds as it is")
    return value


def _units(name: str) -> bytes:
    return name.encode("utf-16-be")


def exact(value: Any) -> Any:
    """The same with integers beyond LARGEST as texts, so that it has a canonical form."""
    if isinstance(value, dict):
        return {name: exact(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [exact(member) for member in value]
    return str(value) if isinstance(value, int) and abs(value) > LARGEST else value


def verify(
    events: Iterable[Mapping[str, Any]],
    passed: int = 0,
    head: str = GENESIS,
    checkpoints: Iterable[Checkpoint] = (),
) -> Verification:
    """Re-compute a chain from its first event; stops at the first event that is missing, moved or changed.

    Or from behind an event that was verified before: the `passed`th, whose hash is `head`. What was signed of it has to
    be what is found: an edit shows by itself, a chain that was written anew or cut by its checkpoints alone.
    """
    signed: dict[int, list[Checkpoint]] = {}
    for one in checkpoints:
        if one.sequence >= passed:
            signed.setdefault(one.sequence, []).append(one)
    held, last, previous = None, passed, head
    for at, found, reason in _hashes(events, passed, head):
        if reason:
            return Verification(False, last, previous, at, reason, held)
        for one in signed.pop(at, ()):
            if one.head != found:
                return _unlike(one, held, passed, head)
            held = one
        last, previous = at, found
    if signed:
        one = signed[max(signed)][0]
        reason = f"events from {last + 1} on are missing, and event {one.sequence} was signed on {one.at:%Y-%m-%d}"
        return Verification(False, last, previous, last + 1, reason, held)
    return Verification(True, last, previous, signed=held)


def _unlike(one: Checkpoint, held: Checkpoint | None, passed: int, head: str) -> Verification:
    """Everything hangs together, and is not what was signed: somebody wrote it anew, from an unknown event on."""
    last = held.sequence if held else passed
    reason = (
        f"event {one.sequence} is not the one that a checkpoint was signed for on {one.at:%Y-%m-%d}: "
        f"what stands from event {last + 1} on was written anew"
    )
    return Verification(False, last, held.head if held else head, last + 1, reason, held)


def _hashes(events: Iterable[Mapping[str, Any]], passed: int, head: str) -> Iterator[tuple[int, str, str]]:
    """The number and hash of each event, the one to begin behind included; at the first that does not hold, why."""
    yield passed, head, ""
    previous, expected = head, passed + 1
    for event in events:
        at = event.get("sequence")
        reason, found = "", ""
        if at != expected:
            reason = f"event {expected} is missing"
        elif event.get("previous") != previous:
            reason = f"event {expected} does not follow {at - 1}"
        elif event.get("version", 1) not in (1, VERSION):  # a tuple: of a file it may be anything
            reason = f"event {expected} has a form that this version of the portal does not know"
        elif event.get("hash") != (found := _digest_or_none(event)):
            reason = f"event {expected} was changed"
        yield expected, found, reason
        if reason:
            return
        previous, expected = found, expected + 1


def _digest_or_none(event: Mapping[str, Any]) -> str:
    try:
        return digest(event)
    except (KeyError, ValueError, RecursionError):
        return ""
