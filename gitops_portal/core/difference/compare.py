"""Names in, digests to join two runs by out; two diffs of one resource in, where they part out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from enum import StrEnum
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = Mapping[str, Any]
    """One difference as it is kept and shown; all that is known of it here is that it may name a `path`."""


class Kind(StrEnum):
    """How a change of the later run stands to the earlier one."""

    NEW = "new"
    DIFFERENT = "different"
    GONE = "gone"


class Parting(Struct, frozen=True):
    """One attribute that two runs would change in different ways; empty where a run leaves it alone."""

    path: str
    earlier: tuple[Row, ...] = ()
    later: tuple[Row, ...] = ()


def key(*names: str) -> str:
    """What a thing is called, in a form that every database can index: addresses have no longest one."""
    text = ",".join(map(encode_basestring_ascii, names))
    return hashlib.sha256(f"[{text}]".encode()).hexdigest()  # of their list as JSON


def partings(earlier: Sequence[Row], later: Sequence[Row]) -> tuple[Parting, ...]:
    """Where two diffs of one resource part, in the later one's order; rows that stand in both are left out."""
    both = Counter(map(_canonical, earlier)) & Counter(map(_canonical, later))
    before, after = _without(earlier, both), _without(later, both)
    paths = dict.fromkeys(str(row.get("path", "")) for row in (*after, *before))
    return tuple(Parting(path, _at(path, before), _at(path, after)) for path in paths)


def _without(rows: Iterable[Row], both: Counter[str]) -> list[Row]:
    left = Counter(both)
    kept = []
    for row in rows:
        text = _canonical(row)
        if left[text]:
            left[text] -= 1
        else:
            kept.append(row)
    return kept


def _at(path: str, rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if str(row.get("path", "")) == path)


_canonical: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
