"""What each source said last of a workspace, and when, in; one posture out: in sync, drifted, or unverified.

Of one source its newest word counts, and only for as long as the workspace's schedule says: silence is no answer. The
gravest of the words that count decides; where none is left, nobody knows.
"""

from __future__ import annotations

from datetime import datetime, timedelta  # noqa: TC003 - whoever decodes or makes up words reads it
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable


class State(StrEnum):
    """How far the real world is from what is declared."""

    IN_SYNC = "in_sync"
    DRIFTED = "drifted"
    UNVERIFIED = "unverified"
    """Nobody knows: nobody asked, or not lately, or whoever was asked does not look."""


class Word(Struct, frozen=True):
    """What one source says of a workspace, or of the part of it that `subject` names."""

    source: str
    """Who says so: `plan`, `argocd`, `flux` and others, one name a system."""
    state: State
    checked_at: datetime
    """When it compared the two, not when it told us."""
    subject: str = ""
    """Which object of the source; empty for all of the workspace."""
    drifted: int | None = None
    """How many resources differ; None where it does not say."""
    reason: str = ""


class Posture(Struct, frozen=True):
    """What is known of a workspace at a moment."""

    state: State
    checked_at: datetime | None = None
    """When the word that decides was found; of silence, the last one. None where there never was any."""
    source: str = ""
    """Whose word that is."""
    drifted: int | None = None
    """How many resources differed then; None where nobody said."""
    next_check_by: datetime | None = None
    """Until when that holds: from then on it is unverified, unless somebody looks. Over, where nobody did."""
    reason: str = ""

    def at(self, now: datetime) -> Posture:
        """The same at a later moment, if nobody says anything until then."""
        if self.state is State.UNVERIFIED or (self.next_check_by is not None and now < self.next_check_by):
            return self
        return msgspec.structs.replace(self, state=State.UNVERIFIED, reason=SILENT)


NEVER: Final = "It has not been compared with the real world yet."
SILENT: Final = "Nobody has compared it with the real world for longer than its schedule allows."
_GRAVITY: Final = (State.DRIFTED, State.UNVERIFIED, State.IN_SYNC)
"""From the gravest on: what one source knows to differ no other one talks away."""


def worked_out(words: Iterable[Word], every: timedelta, now: datetime) -> Posture:
    """The posture at `now` of a workspace that is to be checked `every` so often."""
    last = newest(words)
    if not last:
        return Posture(State.UNVERIFIED, reason=NEVER)
    counting = [word for word in last if now - word.checked_at < every]
    gravest = min((word.state for word in counting), key=_GRAVITY.index, default=State.UNVERIFIED)
    deciding = [word for word in counting if word.state is gravest] or last
    word = max(deciding, key=lambda one: (one.checked_at, one.source, one.subject))
    told = [one.drifted for one in (deciding if counting else [word]) if one.drifted is not None]
    return Posture(
        state=gravest,
        checked_at=word.checked_at,
        source=word.source,
        drifted=sum(told) if told else None,
        next_check_by=word.checked_at + every,
        reason=word.reason if counting else SILENT,
    )


def newest(words: Iterable[Word]) -> list[Word]:
    """The newest word of each subject of each source; of two at one moment the graver one."""
    found: dict[tuple[str, str], Word] = {}
    for word in words:
        key = (word.source, word.subject)
        if key not in found or _newer(word, found[key]):
            found[key] = word
    return list(found.values())


def _newer(word: Word, last: Word) -> bool:
    graver = _GRAVITY.index(word.state) < _GRAVITY.index(last.state)
    return word.checked_at > last.checked_at or (word.checked_at == last.checked_at and graver)
