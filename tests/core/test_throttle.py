"""How long somebody waits who mistyped, and for what it is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core import throttle

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (10**9, 900)]
)
def test_waits_double(failures: int, seconds: int) -> None:
    assert throttle.wait(failures, 5) == timedelta(seconds=seconds)


@given(st.integers(0, 100), st.integers(0, 30))
def test_one_more_failure_never_shortens_the_wait(failures: int, free: int) -> None:
    assert throttle.wait(failures + 1, free) >= throttle.wait(failures, free)


@pytest.mark.parametrize(("minutes", "counted"), [(0, 7), (59, 7), (60, 0), (600, 0)])
def test_failures_are_forgotten(minutes: int, counted: int) -> None:
    assert throttle.failures_now(7, NOW - timedelta(minutes=minutes), NOW) == counted


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("", "unix", False),
    ],
)
def test_a_source(one: str, other: str, same: bool) -> None:
    assert (throttle.source(one) == throttle.source(other)) is same


def test_an_account_is_counted_however_it_is_written_and_never_kept_in_clear() -> None:
    assert throttle.account(" Ada@Example.org ") == throttle.account("ada@example.org")
    assert "ada" not in throttle.account("ada@example.org").key
