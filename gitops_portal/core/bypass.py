"""What CI told of an apply, and of the state, in; out a sentence where it went past the gate.

Nothing is said where it is not known: an apply that the gate allowed may end long after its approval did, and a state
whose serial nobody told may have moved by any run.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from gitops_portal.core.lifecycle import State

ATTESTED_FOR: Final = timedelta(hours=1)
"""How long the gate's word holds: an apply begins within."""
LONGEST_APPLY: Final = timedelta(hours=24)
"""As long an apply may take of which nobody tells how long it took."""
_DID: Final = {"applied": "that it was applied", "apply_failed": "that its apply failed"}
OVERTAKEN: Final = (State.SUPERSEDED, State.OUTDATED, State.EXPIRED)


class Apply(Struct, frozen=True):
    """What is known of a run as CI tells its outcome."""

    run: int
    outcome: str
    at: datetime
    state: State
    before: State | None = None
    """Of a run that was overtaken: what it was until then; None where that is not known."""
    ends_at: datetime | None = None
    """When its approval ends by its age."""
    allowed_at: datetime | None = None
    """When the gate said yes to it last."""
    seconds: int | None = None


class Serial(Struct, frozen=True):
    """A serial of a state, and of which state; an empty lineage is not known."""

    number: int | None
    lineage: str = ""


def past_the_gate(told: Apply) -> str:
    """Why this apply did not have an approval; empty where it had, or where that cannot be told."""
    did = _DID.get(told.outcome, "of an apply")
    if told.state in {State.APPLIED, State.APPLY_FAILED}:
        return ""
    if told.state in OVERTAKEN:
        if told.before is None or (told.before.allows_apply and _under_way(told)):
            return ""
        was = "its approval had ended" if told.before.allows_apply else "it had not been approved"
        return f"CI reported {did}, and run {told.run} was {told.state.label} by then: {was}."
    if not told.state.allows_apply:
        return f"CI reported {did}, and run {told.run} was {told.state.label}: it was not approved."
    if told.ends_at and told.at >= told.ends_at and not _under_way(told):
        ended = f"{told.ends_at:%d %B %Y at %H:%M} UTC"
        return f"CI reported {did}, and the approval of run {told.run} had ended on {ended}."
    return ""


def _under_way(told: Apply) -> bool:
    """Whether it may have begun while the gate's word held."""
    took = LONGEST_APPLY if told.seconds is None else timedelta(seconds=told.seconds)
    return told.allowed_at is not None and told.at <= told.allowed_at + ATTESTED_FOR + took


def moved(told: Serial, seen: Serial) -> bool:
    """Whether the state is further than the last apply left it; not where a serial is unknown, or of another state."""
    if told.number is None or seen.number is None:
        return False
    if told.lineage and seen.lineage and told.lineage != seen.lineage:
        return False
    return seen.number > told.number
