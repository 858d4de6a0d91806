"""What of a workspace is known to have drifted and what its next plan tells in, what became of each out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Known(NamedTuple):
    """An open item: its row, which object it is about, and how that differs."""

    pk: int
    key: str
    digest: str


class Followed(Struct, frozen=True):
    """What a plan tells of drift beside what was known of it."""

    opened: frozenset[str] = frozenset()
    """Keys that were not known."""
    still: tuple[int, ...] = ()
    """Rows that differ as they did."""
    changed: Mapping[int, str] = {}
    """Rows of which the difference is another one by now, with their keys."""
    gone: tuple[int, ...] = ()
    """Rows that the plan no longer tells of."""


def follow(known: Iterable[Known], told: Mapping[str, str], *, whole: bool) -> Followed:
    """`told` is digest by key. A plan that is not `whole` looked at a part: what it does not tell of stays open."""
    rows = list(known)
    return Followed(
        opened=frozenset(told.keys() - {one.key for one in rows}),
        still=tuple(one.pk for one in rows if told.get(one.key) == one.digest),
        changed={one.pk: one.key for one in rows if told.get(one.key, one.digest) != one.digest},
        gone=tuple(one.pk for one in rows if one.key not in told) if whole else (),
    )
