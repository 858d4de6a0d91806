"""When a channel that speaks to people may, on the clock of where they are: a moment in, the moment to send at out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core import message
from gitops_portal.core.approval_rules.windows import zone_of
from gitops_portal.core.errors import Invalid
from gitops_portal.core.model import Gravity

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Times(Struct, frozen=True):
    """Quiet hours go from `quiet_from` to `quiet_until`, over midnight where that is earlier; None: there are none.
    With `digest_at`, what is told is collected and sent once a day at that time.
    """

    time_zone: str = "UTC"
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: time | None = None
    through: str = ""
    """From this gravity on a message is sent at once whatever holds; empty: none is."""

    def check(self) -> None:
        """Raises Invalid where these can't be meant."""
        zone_of(self.time_zone)
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise Invalid("Quiet hours have a beginning and an end: enter both, or neither.")
        if self.quiet_from is not None and self.quiet_from == self.quiet_until:
            raise Invalid("Quiet hours end when they begin: pause the channel to send nothing at all.")
        if self.through and self.through not in set(Gravity):
            raise Invalid(f"“{self.through}” is not a gravity: choose {', '.join(Gravity)}.")

    def goes_through(self, gravity: str) -> bool:
        """Whether a message of this gravity waits for nothing."""
        return bool(self.through) and message.reaches(gravity, self.through)

    def free(self, at: datetime) -> datetime:
        """`at`, or the end of the quiet hours that it lies in."""
        if self.quiet_from is None or self.quiet_until is None:
            return at
        zone = zone_of(self.time_zone)
        here = at.astimezone(zone)
        for day in (here.date() - timedelta(days=1), here.date()):
            ends_on = day + timedelta(days=1) if self.quiet_until <= self.quiet_from else day
            begins, ends = _moment(day, self.quiet_from, zone), _moment(ends_on, self.quiet_until, zone)
            if begins <= at < ends:
                return ends
        return at

    def next_digest(self, at: datetime) -> datetime | None:
        """The first time of a digest behind `at`; None where there is none."""
        if self.digest_at is None:
            return None
        zone = zone_of(self.time_zone)
        today = at.astimezone(zone).date()
        found = (_moment(today + timedelta(days=days), self.digest_at, zone) for days in range(3))
        return next(one for one in found if one > at)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """By the wall clock; a time that the change to summer time leaves out is an hour later."""
    return datetime.combine(day, clock, zone).astimezone(UTC)
