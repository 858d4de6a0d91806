"""Where runs stand in, what a status on a commit says of them out: every forge has its own words for these five."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gitops_portal.core import words
from gitops_portal.core.lifecycle import State

if TYPE_CHECKING:
    from collections.abc import Collection

    from gitops_portal.core.message import Message


class Standing(StrEnum):
    """The worst first, as of several runs the worst counts."""

    FAILED = "failed"
    BROKEN = "broken"
    """The portal could not judge it."""
    ENDED = "ended"
    """It can no longer be applied, and nobody decided so."""
    WAITING = "waiting"
    PASSED = "passed"


_STANDINGS: Final = {
    State.QUEUED: Standing.WAITING,
    State.EVALUATING: Standing.WAITING,
    State.AWAITING: Standing.WAITING,
    State.CHANGES_REQUESTED: Standing.WAITING,
    State.BLOCKED: Standing.FAILED,
    State.REJECTED: Standing.FAILED,
    State.APPLY_FAILED: Standing.FAILED,
    State.APPROVED: Standing.PASSED,
    State.AUTO_APPROVED: Standing.PASSED,
    State.OBSERVED: Standing.PASSED,
    State.APPLIED: Standing.PASSED,
    State.ERRORED: Standing.BROKEN,
    State.SUPERSEDED: Standing.ENDED,
    State.OUTDATED: Standing.ENDED,
    State.EXPIRED: Standing.ENDED,
}


def standing(message: Message) -> Standing:
    """Of one run."""
    return of_state(message.subject.state)


def of_state(state: str) -> Standing:
    return _STANDINGS[State(state)]


def together(messages: Collection[Message]) -> Standing:
    """Of several: the worst of them; nothing said of nothing waits."""
    found = {standing(one) for one in messages}
    return next((one for one in Standing if one in found), Standing.WAITING)


def said(message: Message, longest: int) -> str:
    """What stands beside it: the state, and who acts next or why it ended; at most `longest` characters."""
    more = message.sentences[0] if message.sentences and not message.asked else message.asked
    state = words.STATES[message.subject.state]
    return cut(f"{state}. {more}" if more else state, longest)


def counted(messages: Collection[Message], longest: int) -> str:
    """The same of several workspaces: how many there are, and how many of them in each state, the worst first."""
    ranks = list(Standing)
    ordered = sorted(messages, key=lambda one: ranks.index(standing(one)))
    counts = Counter(words.state_is(one.subject.state) for one in ordered)
    whole = "1 workspace" if len(messages) == 1 else f"{len(messages)} workspaces"
    return cut(f"{whole}: {', '.join(f'{count} {state}' for state, count in counts.items())}", longest)


def cut(told: str, longest: int) -> str:
    return told if len(told) <= longest else f"{told[: longest - 1]}…"
