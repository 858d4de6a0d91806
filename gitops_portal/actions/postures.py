"""A source says something of a workspace: it is kept, and the posture of the workspace is worked out again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from gitops_portal.actions import clock
from gitops_portal.core import posture
from gitops_portal.core.posture import State, Word
from gitops_portal.records.models import Observation, Workspace
from gitops_portal.records.queries import known

if TYPE_CHECKING:
    from gitops_portal.core.posture import Posture
    from gitops_portal.records.models import Run

PLAN: Final = "plan"
"""A plan refreshes the state first: it is the source that every workspace of Terraform has."""
_UNTOLD: Final[dict[str, Any]] = {"repository": "", "revision": "", "resources": []}


def found_by_plan(held: Workspace, run: Run) -> None:
    """What the newest plan of a locked workspace found when it refreshed the state."""
    state = State.DRIFTED if run.drifted else State.IN_SYNC
    differ = f"{run.drifted:,} resource{'s' * (run.drifted != 1)}" if run.drifted else "Nothing"
    reason = f"{differ} differed from the state when the plan was made."
    hear(held, Word(PLAN, state, run.created_at, drifted=run.drifted, reason=reason), run=run, revision=run.commit)


def hear(
    held: Workspace, word: Word, *, run: Run | None = None, by: str = "", **beside: Any
) -> tuple[Observation, bool]:
    """Keep what a source says of a locked workspace: `word`, and what stands beside it in its row.

    Returns its row, and whether that is a new one: what is said again only moves the time of the row, and what is older
    than the last word becomes a row that nothing follows from. No time is later than now.
    """
    word = _of_the_past(word)
    last = known.last_word(held, word.source, word.subject)
    told = _told(word, beside)
    late = last is not None and word.checked_at < last.checked_at
    if last is not None and _same(last, told):
        if not late:
            last.checked_at, last.run = word.checked_at, run
            last.save(update_fields=["checked_at", "run"])
            settle(held)
        return last, False
    if last is not None and not late:
        last.newest = False
        last.save(update_fields=["newest"])
    made = Observation.objects.create(
        workspace=held,
        source=word.source,
        subject=word.subject,
        checked_at=word.checked_at,
        since=word.checked_at,
        newest=not late,
        run=run,
        told_by=by[:200],
        **told,
    )
    settle(held)
    return made, True


def is_news(last: Observation | None, word: Word, **beside: Any) -> bool:
    """Whether it says more than the last one: what is said again of the same moment is known, and what is older says
    nothing of now.
    """
    word = _of_the_past(word)
    if last is None or word.checked_at != last.checked_at:
        return last is None or word.checked_at > last.checked_at
    return not _same(last, _told(word, beside))


def _of_the_past(word: Word) -> Word:
    return msgspec.structs.replace(word, checked_at=min(word.checked_at, clock.now()))


def _told(word: Word, beside: dict[str, Any]) -> dict[str, Any]:
    return {**_UNTOLD, "state": word.state, "drifted": word.drifted, "reason": word.reason, **beside}


def _same(last: Observation, told: dict[str, Any]) -> bool:
    """Why something is in sync is no news: a controller says it in other words each time."""
    told = {**told, "reason": last.reason} if told["state"] == last.state == State.IN_SYNC else told
    return all(getattr(last, name) == value for name, value in told.items())


def settle(held: Workspace) -> Posture:
    """Work out the posture of a locked workspace, and keep it with it."""
    found = posture.worked_out(known.words(held), timedelta(hours=held.check_hours), clock.now())
    held.posture, held.drifted = found.state, found.drifted
    held.verified_at, held.verified_by, held.next_check_by = found.checked_at, found.source, found.next_check_by
    held.save(update_fields=["posture", "drifted", "verified_at", "verified_by", "next_check_by"])
    return found
