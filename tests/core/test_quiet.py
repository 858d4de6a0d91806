"""When a channel may speak: on the wall clock of its zone, over midnight and through the changes of summer time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.errors import Invalid
from gitops_portal.core.quiet import Times

NIGHT = Times("Europe/Berlin", time(20), time(7))
LUNCH = Times("Europe/Berlin", time(12), time(13))
DAILY = Times("Europe/Berlin", digest_at=time(9))


def at(told: str) -> datetime:
    return datetime.fromisoformat(f"{told}+00:00")


@pytest.mark.parametrize(
    ("times", "now", "wanted"),
    [
        (NIGHT, "2026-11-29T18:59", "2026-11-29T18:59"),
        (NIGHT, "2026-11-29T19:00", "2026-11-30T06:00"),
        (NIGHT, "2026-11-30T05:59", "2026-11-30T06:00"),
        (NIGHT, "2026-11-30T06:00", "2026-11-30T06:00"),
        (LUNCH, "2026-11-29T11:30", "2026-11-29T12:00"),
        (LUNCH, "2026-07-01T10:30", "2026-07-01T11:00"),
        (Times(), "2026-11-29T03:00", "2026-11-29T03:00"),
        (NIGHT, "2026-03-28T22:00", "2026-03-29T05:00"),
        (Times("Europe/Berlin", time(1), time(2, 30)), "2026-03-29T00:30", "2026-03-29T01:30"),
    ],
)
def test_a_message_waits_for_the_end_of_quiet_hours(times: Times, now: str, wanted: str) -> None:
    assert times.free(at(now)) == at(wanted)


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("2026-11-29T07:59", "2026-11-29T08:00"),
        ("2026-11-29T08:00", "2026-11-30T08:00"),
        ("2026-03-28T09:00", "2026-03-29T07:00"),
    ],
)
def test_a_digest_comes_at_the_same_time_of_every_day(now: str, wanted: str) -> None:
    assert DAILY.next_digest(at(now)) == at(wanted)
    assert NIGHT.next_digest(at(now)) is None


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - its bounds are naive
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"])


@given(MOMENTS, ZONES, st.times(), st.times())
def test_what_waited_is_free_and_waits_a_day_at_most(now: datetime, zone: str, begins: time, ends: time) -> None:
    times = Times(zone, begins.replace(tzinfo=None), ends.replace(tzinfo=None), ends.replace(tzinfo=None))
    free = times.free(now)
    assert now <= free <= now + timedelta(hours=26)
    digest = times.next_digest(now)
    assert digest
    assert now < digest <= now + timedelta(hours=50)


@pytest.mark.parametrize(
    ("through", "gravity", "goes"),
    [("", "loses_data", False), ("blocks", "loses_data", True), ("blocks", "blocks", True), ("blocks", "opens", False)],
)
def test_what_is_grave_goes_through_by_choice(through: str, gravity: str, goes: bool) -> None:
    assert Times(through=through).goes_through(gravity) is goes


@pytest.mark.parametrize(
    "times",
    [
        Times("Mars/Olympus"),
        Times("../etc/passwd"),
        Times(quiet_from=time(1)),
        Times(quiet_from=time(1), quiet_until=time(1)),
        Times(through="loud"),
    ],
)
def test_what_can_not_be_meant_is_told(times: Times) -> None:
    with pytest.raises(Invalid):
        times.check()
