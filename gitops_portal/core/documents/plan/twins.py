"""JSON in; whether a name stands twice in an object, and how whoever keeps the first of two would read it, out.

Decoders keep the last of two equal names, and others the first: such a document says two things. What Terraform writes
has no blanks and no twins, so it is written again and compared; only what comes out otherwise is looked through.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from gitops_portal.core.documents.plan import document
    from gitops_portal.core.model import Value

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_AT_ONCE: Final = 100
_MEMBERS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
TOLD: Final = "says two things: a name stands twice in one object, and readers differ in which one they keep"


def twice(written: msgspec.Raw, value: Value) -> bool:
    """Whether a name stands twice anywhere in what `value` was decoded from; ask before it is changed."""
    return msgspec.Raw(_ENCODER.encode(value)) != written and _looked_through(bytes(written))


def in_change(
    change: document.Change, before: Value, after: Value, kept: tuple[bool, bool], doubled: AbstractSet[bytes]
) -> bool:
    """The same of both sides of a change. `kept` sides are written as their value would be, so that nothing stands
    twice in them; `doubled` are the overlays in which something does.
    """
    if (not kept[0] and twice(change.before, before)) or (not kept[1] and twice(change.after, after)):
        return True
    marks = (change.after_unknown, change.before_sensitive, change.after_sensitive)
    return bool(doubled) and not doubled.isdisjoint(map(bytes, marks))


def in_entries(written: msgspec.Raw, decoded: Sequence[document.ResourceChange]) -> set[int] | None:
    """Positions of the entries in which a name stands twice; None where only their values can hold one, if any."""
    if _is_list_of(written, decoded):
        return None
    entries: list[dict[str, Any]] = msgspec.json.decode(written, type=list[dict[str, msgspec.Raw]])
    for entry in entries:
        entry["change"] = _MEMBERS.decode(entry["change"])
    if _is_list_of(written, entries):
        return None
    return {place for place, raw in enumerate(_raw(written)) if _looked_through(bytes(raw))}


def _is_list_of(written: msgspec.Raw, entries: Sequence[object]) -> bool:
    """Whether a document is exactly what these are written as, one behind the other: some at a time, for no copy."""
    whole, place = memoryview(written), 0
    for start in range(0, len(entries), _AT_ONCE):
        told = memoryview(_ENCODER.encode(entries[start : start + _AT_ONCE]))[1:-1]
        end = place + 1 + len(told)
        if whole[place] != ord("," if start else "[") or msgspec.Raw(whole[place + 1 : end]) != msgspec.Raw(told):
            return False
        place = end
    return place == len(whole) - 1 and whole[place] == ord("]")


def first_kept(written: msgspec.Raw, place: int) -> bytes:
    """An entry as it is read by whoever keeps the first of two equal names."""
    raw = bytes(_raw(written)[place])
    return _ENCODER.encode(json.loads(raw, object_pairs_hook=_first, parse_float=Decimal))


def _raw(written: msgspec.Raw) -> list[msgspec.Raw]:
    return msgspec.json.decode(written, type=list[msgspec.Raw])


def _first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(reversed(pairs))


def _looked_through(raw: bytes) -> bool:
    found = False

    def look(pairs: list[tuple[str, Any]]) -> None:
        nonlocal found
        found = found or (len(pairs) > 1 and len({name for name, _ in pairs}) < len(pairs))

    json.loads(raw, object_pairs_hook=look, parse_float=_skipped, parse_int=_skipped)
    return found


def _skipped(_: str) -> None:
    """Numbers are nobody's names."""
