"""The state machine of a run, whole: every state times every event."""

from __future__ import annotations

from itertools import product

import pytest

from gitops_portal.core.errors import Stale
from gitops_portal.core.lifecycle import Event, State, after, possible

DECIDABLE = ("awaiting", "blocked", "approved", "auto_approved", "changes_requested")
MOVES = {
    ("queued", "claim"): "evaluating",
    ("evaluating", "claim"): "evaluating",
    ("evaluating", "fail"): "errored",
    ("evaluating", "observe"): "observed",
    ("evaluating", "await"): "awaiting",
    ("evaluating", "block"): "blocked",
    ("evaluating", "approve by rule"): "auto_approved",
    **{(state, "be evaluated again"): "queued" for state in ("awaiting", "blocked", "auto_approved")},
    ("awaiting", "approve"): "approved",
    ("blocked", "override"): "approved",
    **{(state, "reject"): "rejected" for state in DECIDABLE},
    **{(state, "request changes"): "changes_requested" for state in DECIDABLE},
    **{(state, "expire"): "expired" for state in DECIDABLE},
    **{(state, "supersede"): "superseded" for state in ("queued", "evaluating", "errored", *DECIDABLE)},
    **{(state, "outdate"): "outdated" for state in ("queued", "evaluating", *DECIDABLE)},
    **{(state, "reopen"): "awaiting" for state in ("approved", "auto_approved")},
    **{(state, "apply"): "applied" for state in ("approved", "auto_approved", "apply_failed")},
    **{(state, "fail to apply"): "apply_failed" for state in ("approved", "auto_approved")},
}


@pytest.mark.parametrize(("state", "event"), list(product(State, Event)), ids=str)
def test_every_move(state: State, event: Event) -> None:
    expected = MOVES.get((str(state), str(event)))
    assert possible(state, event) is (expected is not None)
    if expected:
        assert after(state, event) == expected
    else:
        with pytest.raises(Stale, match=str(event)):
            after(state, event)


def test_only_an_approval_opens_the_gate() -> None:
    assert {state for state in State if state.allows_apply} == {State.APPROVED, State.AUTO_APPROVED}


def test_nothing_leaves_a_final_state() -> None:
    final = {State.OBSERVED, State.REJECTED, State.SUPERSEDED, State.OUTDATED, State.EXPIRED, State.APPLIED}
    assert not [pair for pair in product(final, Event) if possible(*pair)]
