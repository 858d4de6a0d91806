"""The state of a run and an event in, its next state out: the one state machine of the portal.

queued ──► evaluating ──────► errored          a run whose lease is lost may be claimed again
             │
             ├─► observed                      a drift run: looked at, never applied
             ├─► auto_approved                 nothing to decide, or nobody to ask
             ├─► awaiting ──► approved         by people
             └─► blocked  ──► approved         by an owner's override

awaiting, blocked, auto_approved ──► queued    another tool said something of the plan: it is judged again
awaiting, blocked, approved, auto_approved ──► rejected
awaiting, blocked, approved, auto_approved ──► changes_requested ──► back, once that is resolved
approved, auto_approved ──► applied | apply_failed ──► applied
approved, auto_approved ──► awaiting           more people have to approve than did: their approvals count on
whatever is not final ──► superseded           a newer plan of the same target arrived, or was there before
whatever is under way or decided ──► outdated  another plan of the workspace was applied: the state has moved
whatever waits or is approved ──► expired      nobody applied it in time
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from gitops_portal.core import words
from gitops_portal.core.errors import Stale


class State(StrEnum):
    QUEUED = "queued"
    EVALUATING = "evaluating"
    ERRORED = "errored"
    OBSERVED = "observed"
    AWAITING = "awaiting"
    BLOCKED = "blocked"
    APPROVED = "approved"
    AUTO_APPROVED = "auto_approved"
    CHANGES_REQUESTED = "changes_requested"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    OUTDATED = "outdated"
    EXPIRED = "expired"
    APPLIED = "applied"
    APPLY_FAILED = "apply_failed"

    @property
    def moving(self) -> bool:
        """Whether the portal is still at it."""
        return self in {State.QUEUED, State.EVALUATING}

    @property
    def open(self) -> bool:
        """Whether a person has to act."""
        return self in {State.AWAITING, State.BLOCKED, State.CHANGES_REQUESTED}

    @property
    def allows_apply(self) -> bool:
        return self in {State.APPROVED, State.AUTO_APPROVED}

    @property
    def label(self) -> str:
        """The state as it ends a sentence."""
        return words.state_is(self)


class Event(StrEnum):
    CLAIM = "claim"
    """A worker takes it."""
    FAIL = "fail"
    OBSERVE = "observe"
    AWAIT = "await"
    BLOCK = "block"
    APPROVE_BY_RULE = "approve by rule"
    JUDGE_AGAIN = "be evaluated again"
    APPROVE = "approve"
    REJECT = "reject"
    OVERRIDE = "override"
    REQUEST_CHANGES = "request changes"
    REOPEN = "reopen"
    SUPERSEDE = "supersede"
    OUTDATE = "outdate"
    EXPIRE = "expire"
    APPLY = "apply"
    FAIL_TO_APPLY = "fail to apply"


_DECIDABLE: Final = (State.AWAITING, State.BLOCKED, State.APPROVED, State.AUTO_APPROVED, State.CHANGES_REQUESTED)

_MOVES: Final[dict[Event, tuple[tuple[State, ...], State]]] = {
    Event.CLAIM: ((State.QUEUED, State.EVALUATING), State.EVALUATING),
    Event.FAIL: ((State.EVALUATING,), State.ERRORED),
    Event.OBSERVE: ((State.EVALUATING,), State.OBSERVED),
    Event.AWAIT: ((State.EVALUATING,), State.AWAITING),
    Event.BLOCK: ((State.EVALUATING,), State.BLOCKED),
    Event.APPROVE_BY_RULE: ((State.EVALUATING,), State.AUTO_APPROVED),
    Event.JUDGE_AGAIN: ((State.AWAITING, State.BLOCKED, State.AUTO_APPROVED), State.QUEUED),
    Event.APPROVE: ((State.AWAITING,), State.APPROVED),
    Event.OVERRIDE: ((State.BLOCKED,), State.APPROVED),
    Event.REJECT: (_DECIDABLE, State.REJECTED),
    Event.REQUEST_CHANGES: (_DECIDABLE, State.CHANGES_REQUESTED),
    Event.REOPEN: ((State.APPROVED, State.AUTO_APPROVED), State.AWAITING),
    Event.OUTDATE: ((State.QUEUED, State.EVALUATING, *_DECIDABLE), State.OUTDATED),
    Event.SUPERSEDE: ((State.QUEUED, State.EVALUATING, State.ERRORED, *_DECIDABLE), State.SUPERSEDED),
    Event.EXPIRE: (_DECIDABLE, State.EXPIRED),
    Event.APPLY: ((State.APPROVED, State.AUTO_APPROVED, State.APPLY_FAILED), State.APPLIED),
    Event.FAIL_TO_APPLY: ((State.APPROVED, State.AUTO_APPROVED), State.APPLY_FAILED),
}


def possible(state: State, event: Event) -> bool:
    """Whether `event` may happen to a run in `state`."""
    return state in _MOVES[event][0]


def after(state: State, event: Event) -> State:
    """The state that follows. Raises Stale, with a sentence, when the event cannot happen in this state."""
    if not possible(state, event):
        raise Stale(f"A run that is {state.label} cannot {event}.")
    return _MOVES[event][1]
