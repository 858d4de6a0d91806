"""A window of time as people write it and a moment in, whether it is in the window, and until when, out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from gitops_portal.core.errors import Invalid

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Window(Struct, frozen=True, forbid_unknown_fields=True, rename={"begins": "from", "ends": "until"}):
    """From one time on the clock of a zone to another: dates for once (`2026-12-20 18:00`), else days of every week
    (`fri 16:00`).
    """

    time_zone: str
    begins: str
    ends: str

    def around(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Since when and until when, where it is that time; None where it is not. Raises Invalid."""
        zone = zone_of(self.time_zone)
        first, last = _moment(self.begins), _moment(self.ends)
        if isinstance(first, datetime) and isinstance(last, datetime):
            since, until = first.replace(tzinfo=zone), last.replace(tzinfo=zone)
            return (since, until) if since <= now < until else None
        if isinstance(first, datetime) or isinstance(last, datetime):
            raise Invalid(
                f"“{self.begins}” and “{self.ends}” are not of one kind: write two dates, or two days of a week."
            )
        return _weekly(first, last, now.astimezone(zone), zone)

    def check(self) -> None:
        """Raises Invalid where it can't be understood, or has no length."""
        first, last = _moment(self.begins), _moment(self.ends)
        self.around(datetime(2026, 1, 1, tzinfo=zone_of("UTC")))
        if first == last or (isinstance(first, datetime) and isinstance(last, datetime) and last < first):
            raise Invalid(f"It ends at “{self.ends}”, and begins at “{self.begins}”: write a later end.")

    def __str__(self) -> str:
        return f"{self.begins} to {self.ends}, {self.time_zone}"


def zone_of(name: str) -> ZoneInfo:
    """Raises Invalid for a name that is no time zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise Invalid(f"“{name}” is not a time zone: write one such as Europe/Berlin or UTC.") from None


class _Weekly(Struct, frozen=True):
    """A day of the week, 0 for Monday, and a time of it."""

    day: int
    at: time


def _moment(text: str) -> datetime | _Weekly:
    day, _, clock = text.strip().partition(" ")
    try:
        if day.lower() in DAYS:
            return _Weekly(DAYS.index(day.lower()), time.fromisoformat(clock.strip()))
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(f"“{text}” is not a time: write 2026-12-20 18:00, or fri 16:00 for every week.") from None
    if found.tzinfo:
        raise Invalid(f"“{text}” names a zone of its own: write the time on the clock of time_zone.")
    return found


def _weekly(first: _Weekly, last: _Weekly, here: datetime, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """By the wall clock, so that a change to summer time moves nothing."""
    monday = (here - timedelta(days=here.weekday())).date()
    for week in (-7, 0):
        since = datetime.combine(monday + timedelta(days=week + first.day), first.at, zone)
        later = 7 if (last.day, last.at) <= (first.day, first.at) else 0
        until = datetime.combine(monday + timedelta(days=week + last.day + later), last.at, zone)
        if since <= here < until:
            return since, until
    return None
