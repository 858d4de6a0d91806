"""Windows of time: in dates and in days of a week, by the clock of their zone."""

from __future__ import annotations

from datetime import datetime

import pytest

from gitops_portal.core.approval_rules.windows import Window
from gitops_portal.core.errors import Invalid

YEAR_END = Window("Europe/Berlin", "2026-12-20 18:00", "2027-01-04 06:00")
WEEKEND = Window("Europe/Berlin", "fri 16:00", "mon 08:00")
NIGHT = Window("UTC", "tue 22:00", "tue 06:00")


@pytest.mark.parametrize(
    ("window", "now", "until"),
    [
        (YEAR_END, "2026-12-20T16:59:59+00:00", None),
        (YEAR_END, "2026-12-20T17:00:00+00:00", "2027-01-04T06:00:00+01:00"),
        (YEAR_END, "2027-01-04T05:00:00+00:00", None),
        (WEEKEND, "2026-11-27T14:59:00+00:00", None),
        (WEEKEND, "2026-11-27T15:00:00+00:00", "2026-11-30T08:00:00+01:00"),
        (WEEKEND, "2026-11-30T06:59:00+00:00", "2026-11-30T08:00:00+01:00"),
        (WEEKEND, "2026-11-30T07:00:00+00:00", None),
        # the night in which summer time ends: it is two in the morning twice
        (WEEKEND, "2026-10-25T12:00:00+00:00", "2026-10-26T08:00:00+01:00"),
        (WEEKEND, "2026-10-23T13:59:00+00:00", None),
        (WEEKEND, "2026-10-23T14:00:00+00:00", "2026-10-26T08:00:00+01:00"),
        (NIGHT, "2026-11-24T21:59:00+00:00", None),
        (NIGHT, "2026-11-24T22:00:00+00:00", "2026-12-01T06:00:00+00:00"),
        (NIGHT, "2026-11-30T00:00:00+00:00", "2026-12-01T06:00:00+00:00"),
    ],
)
def test_until_when(window: Window, now: str, until: str | None) -> None:
    found = window.around(datetime.fromisoformat(now))
    assert (found[1].isoformat() if found else None) == until


@pytest.mark.parametrize(
    ("zone", "begins", "ends", "told"),
    [
        ("Mars/Olympus", "fri 16:00", "mon 08:00", "not a time zone"),
        ("../etc/passwd", "fri 16:00", "mon 08:00", "not a time zone"),
        ("", "fri 16:00", "mon 08:00", "not a time zone"),
        ("UTC", "friday", "mon 08:00", "not a time"),
        ("UTC", "fri 25:00", "mon 08:00", "not a time"),
        ("UTC", "fri 16:00", "2026-12-20 18:00", "not of one kind"),
        ("UTC", "2026-12-20 18:00", "2026-12-20 17:00", "later end"),
        ("UTC", "fri 16:00", "fri 16:00", "later end"),
        ("UTC", "2026-12-20T18:00+01:00", "2026-12-21 17:00", "a zone of its own"),
    ],
)
def test_what_is_no_window(zone: str, begins: str, ends: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        Window(zone, begins, ends).check()
