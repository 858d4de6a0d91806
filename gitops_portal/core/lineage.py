"""A state and the one that was seen before it in; sentences about what is wrong between the two out.

A lineage is fixed when a state is born, a serial counts up with each change that is written. So of one lineage the
higher serial is newer; another lineage, or other content under one serial, is a state that was forked or edited.
"""

from __future__ import annotations

from msgspec import Struct


class Seen(Struct, frozen=True):
    """Which state it was; what the document does not tell is empty, or None."""

    digest: str
    lineage: str = ""
    serial: int | None = None


def told(new: Seen, last: Seen | None) -> list[str]:
    """Nothing where the new state may simply follow, or where nobody can tell."""
    if last is None or new.digest == last.digest:
        return []
    if new.lineage and last.lineage and new.lineage != last.lineage:
        return ["It is of another lineage than the state before: that was replaced, or this is another workspace's."]
    if new.serial is None or last.serial is None:
        return []
    if new.serial < last.serial:
        return [f"It is older than the state before: serial {new.serial:,} after {last.serial:,}."]
    if new.serial == last.serial:
        return [f"Serial {new.serial:,} was seen with other content before: the state was forked, or edited by hand."]
    return []
