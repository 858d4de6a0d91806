"""The newest state that was seen, the last apply and the newest open plan in; how they stand to each other out.

Only what both sides tell is compared: a serial that nobody told, and states of different lineages, are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from gitops_portal.core.bypass import Serial


class Of(Struct, frozen=True):
    """A serial and the run that told it: at which an apply left the state, or on which a plan was made."""

    run: int
    serial: Serial


class Said(Struct, frozen=True):
    """A sentence; `odd` where somebody has to look."""

    text: str
    odd: bool = False


def compared(seen: Serial, applied: Of | None, planned: Of | None) -> list[Said]:
    """What there is to say about the state that was seen; nothing where it does not tell its serial."""
    if seen.number is None:
        return []
    return [_with_applied(seen, applied), *([_with_planned(seen, planned)] if planned else [])]


def _with_applied(seen: Serial, applied: Of | None) -> Said:
    if applied is None or applied.serial.number is None:
        return Said("No apply has told at which serial it left the state, so nobody can tell whether this is that one.")
    by, left = f"the last apply, of run {applied.run},", applied.serial.number
    if _others(seen, applied.serial):
        return Said(
            f"It is of another lineage than {by} told of: that state was replaced, or this is another one.", odd=True
        )
    if seen.number == left:
        return Said(f"It is what {by} left: serial {left:,}.")
    if (seen.number or 0) > left:
        return Said(f"It is further than {by} left it at serial {left:,}: something wrote it since.", odd=True)
    return Said(f"It is older than what {by} left: that was serial {left:,}.", odd=True)


def _with_planned(seen: Serial, planned: Of) -> Said:
    on = planned.serial.number
    if on is None:
        return Said(f"Run {planned.run} does not tell on which serial it was planned.")
    if _others(seen, planned.serial):
        return Said(f"Run {planned.run} was planned on a state of another lineage.", odd=True)
    if seen.number == on:
        return Said(f"Run {planned.run} was planned on it.")
    if (seen.number or 0) > on:
        return Said(
            f"Run {planned.run} was planned on serial {on:,}, and the state has moved since: plan again, Terraform"
            " refuses to apply it.",
            odd=True,
        )
    return Said(f"Run {planned.run} was planned on a newer state than this: serial {on:,}.", odd=True)


def _others(one: Serial, other: Serial) -> bool:
    return bool(one.lineage and other.lineage and one.lineage != other.lineage)
