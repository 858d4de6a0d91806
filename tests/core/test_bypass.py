"""What went past the gate, and what nobody can say that of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gitops_portal.core.bypass import Apply, Serial, moved, past_the_gate
from gitops_portal.core.lifecycle import State

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(state: State, **more: Any) -> str:
    return past_the_gate(Apply(run=7, outcome="applied", at=NOW, state=state, **more))


@pytest.mark.parametrize(
    ("state", "more", "says"),
    [
        (State.AWAITING, {}, "awaiting approval: it was not approved"),
        (State.BLOCKED, {}, "blocked: it was not approved"),
        (State.REJECTED, {}, "rejected: it was not approved"),
        (State.CHANGES_REQUESTED, {}, "it was not approved"),
        (State.ERRORED, {}, "it was not approved"),
        (State.OBSERVED, {}, "it was not approved"),
        (State.EVALUATING, {"allowed_at": NOW}, "it was not approved"),
        (State.APPROVED, {}, ""),
        (State.APPROVED, {"ends_at": NOW + HOUR}, ""),
        (State.APPROVED, {"ends_at": NOW - HOUR}, "had ended on 29 November 2026 at 11:00 UTC"),
        (State.AUTO_APPROVED, {"ends_at": NOW - HOUR, "allowed_at": NOW - 2 * HOUR}, ""),
        (State.AUTO_APPROVED, {"ends_at": NOW - HOUR, "allowed_at": NOW - 2 * HOUR, "seconds": 5}, "had ended"),
        (State.AUTO_APPROVED, {"ends_at": NOW - HOUR, "allowed_at": NOW - 2 * HOUR, "seconds": 3600}, ""),
        (State.AUTO_APPROVED, {"ends_at": NOW - HOUR, "allowed_at": NOW - 26 * HOUR}, "had ended"),
        (State.APPLY_FAILED, {}, ""),
        (State.APPLIED, {}, ""),
        (State.SUPERSEDED, {"before": State.AWAITING}, "superseded by then: it had not been approved"),
        (State.SUPERSEDED, {"before": State.APPROVED}, "its approval had ended"),
        (State.SUPERSEDED, {"before": State.APPROVED, "allowed_at": NOW - HOUR}, ""),
        (State.OUTDATED, {"before": State.AUTO_APPROVED, "allowed_at": NOW - 2 * HOUR, "seconds": 60}, "had ended"),
        (State.EXPIRED, {"before": State.AWAITING, "allowed_at": NOW}, "it had not been approved"),
        (State.EXPIRED, {}, ""),
        (State.SUPERSEDED, {}, ""),
    ],
)
def test_applies(state: State, more: dict[str, Any], says: str) -> None:
    sentence = told(state, **more)
    assert says in sentence
    assert bool(sentence) is bool(says)


def test_every_state_is_judged() -> None:
    assert {state for state in State if told(state)} == {state for state in State if not state.allows_apply} - {
        *(State.APPLIED, State.APPLY_FAILED, State.SUPERSEDED, State.OUTDATED, State.EXPIRED)
    }


@pytest.mark.parametrize(
    ("last", "seen", "further"),
    [
        (Serial(5), Serial(6), True),
        (Serial(5), Serial(5), False),
        (Serial(5), Serial(4), False),
        (Serial(None), Serial(6), False),
        (Serial(5), Serial(None), False),
        (Serial(5, "a"), Serial(6, "a"), True),
        (Serial(5, "a"), Serial(6, "b"), False),
        (Serial(5, "a"), Serial(6), True),
    ],
)
def test_states(last: Serial, seen: Serial, further: bool) -> None:
    assert moved(last, seen) is further
