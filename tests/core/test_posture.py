"""What is known of a workspace: the gravest of the last words in time, and nothing once nobody speaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.posture import NEVER, SILENT, Posture, State, Word, newest, worked_out

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def word(source: str, state: State, hours_ago: float, subject: str = "", drifted: int | None = None) -> Word:
    return Word(source, state, NOW - timedelta(hours=hours_ago), subject, drifted, reason=f"{source} says so")


IN_SYNC, DRIFTED, UNVERIFIED = State
CASES = {
    "nobody said anything": ([], UNVERIFIED, "", None),
    "one says it is in sync": ([word("plan", IN_SYNC, 1, drifted=0)], IN_SYNC, "plan", 0),
    "one found drift": ([word("plan", DRIFTED, 1, drifted=2)], DRIFTED, "plan", 2),
    "two found drift": ([word("plan", DRIFTED, 2, drifted=2), word("hcp", DRIFTED, 1, drifted=1)], DRIFTED, "hcp", 3),
    "drift without a number": ([word("argocd", DRIFTED, 1)], DRIFTED, "argocd", None),
    "it was fixed": ([word("plan", DRIFTED, 2, drifted=2), word("plan", IN_SYNC, 1, drifted=0)], IN_SYNC, "plan", 0),
    "news out of order": ([word("plan", IN_SYNC, 1, drifted=0), word("plan", DRIFTED, 2)], IN_SYNC, "plan", 0),
    "one talks no drift of another away": ([word("hcp", DRIFTED, 9), word("plan", IN_SYNC, 1)], DRIFTED, "hcp", None),
    "drift that nobody confirms is past": ([word("hcp", DRIFTED, 25), word("plan", IN_SYNC, 1)], IN_SYNC, "plan", None),
    "all are silent": ([word("plan", IN_SYNC, 25, drifted=0)], UNVERIFIED, "plan", 0),
    "on the hour it is over": ([word("plan", IN_SYNC, 24)], UNVERIFIED, "plan", None),
    "a part is suspended": (
        [word("flux", IN_SYNC, 1, "apps"), word("flux", UNVERIFIED, 2, "infra")],
        UNVERIFIED,
        "flux",
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_known(case: str) -> None:
    words, state, source, drifted = CASES[case]
    found = worked_out(words, DAY, NOW)
    assert (found.state, found.source, found.drifted) == (state, source, drifted)


def test_it_tells_when_why_and_until_when() -> None:
    found = worked_out([word("plan", IN_SYNC, 1)], DAY, NOW)
    assert found == Posture(IN_SYNC, NOW - timedelta(hours=1), "plan", None, NOW + timedelta(hours=23), "plan says so")
    assert worked_out([], DAY, NOW).reason == NEVER
    assert found.at(NOW + DAY).reason == worked_out([word("plan", IN_SYNC, 30)], DAY, NOW).reason == SILENT


WORDS = st.lists(
    st.builds(
        Word,
        source=st.sampled_from(["plan", "argocd", "flux"]),
        state=st.sampled_from(State),
        checked_at=st.integers(0, 200).map(lambda hours: NOW - timedelta(hours=hours)),
        subject=st.sampled_from(["", "apps"]),
        drifted=st.none() | st.integers(0, 9),
    ),
    max_size=8,
)
EVERY = st.integers(1, 100).map(lambda hours: timedelta(hours=hours))


@given(WORDS, EVERY, st.randoms(use_true_random=False))
def test_the_order_of_arrival_is_no_matter(words: list[Word], every: timedelta, chance: object) -> None:
    shuffled = list(words)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = worked_out(words, every, NOW), worked_out(shuffled, every, NOW)
    assert (one.state, one.checked_at, one.source) == (other.state, other.checked_at, other.source)


@given(WORDS, EVERY)
def test_older_news_never_beats_newer(words: list[Word], every: timedelta) -> None:
    late = [msgspec.structs.replace(one, checked_at=one.checked_at - timedelta(minutes=1)) for one in newest(words)]
    assert worked_out([*words, *late], every, NOW) == worked_out(words, every, NOW)


@given(WORDS, EVERY)
def test_silence_ends_in_unverified(words: list[Word], every: timedelta) -> None:
    assert worked_out(words, every, NOW + every).state is UNVERIFIED
    assert worked_out(words, every, NOW).at(NOW + every).state is UNVERIFIED


@given(WORDS, EVERY)
def test_nothing_is_in_sync_while_somebody_who_counts_says_otherwise(words: list[Word], every: timedelta) -> None:
    counting = [one for one in newest(words) if NOW - one.checked_at < every]
    found = worked_out(words, every, NOW)
    assert (found.state is DRIFTED) is any(one.state is DRIFTED for one in counting)
    if found.state is IN_SYNC:
        assert {one.state for one in counting} == {IN_SYNC}


@given(WORDS, EVERY, st.integers(0, 300))
def test_what_is_kept_is_never_greener_than_what_is_worked_out(words: list[Word], every: timedelta, hours: int) -> None:
    later = NOW + timedelta(hours=hours)
    kept, known = worked_out(words, every, NOW).at(later), worked_out(words, every, later)
    assert kept.state is not IN_SYNC or known.state is IN_SYNC
    assert kept.state is not DRIFTED or known.state is DRIFTED
