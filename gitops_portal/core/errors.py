"""The errors a person can act on.

PortalError                 what it is and what to do, in one sentence; carries an HTTP status
├── NotAPlan          422   the upload is something else (a state, a log, a binary plan)
├── NotAState         422   what was observed is something else (a plan, a log)
├── DamagedDocument   400   the upload is broken (cut off, not JSON, two documents in one)
├── CutOff            408   an upload of which a part arrived; the same request may succeed again
├── DocumentTooLarge  413   the upload is over a bound (bytes, expanded bytes)
├── HostileDocument   422   the upload is over a bound of shape (depth, digits, keys)
├── UnsupportedFormat 422   a plan, but of a format we do not read
├── Unrecognised      401   a CI job's token that is not believed
├── Refused           403   who asks may not do this
├── Stale             409   what was looked at is no longer what stands
├── Invalid           422   a field of a request has no usable value
├── TooManyTries      429   passwords or links that did not fit; carries how long to wait
└── Unavailable       503   a store or a queue does not answer; the same request may succeed later
    └── Lost          503   what was kept is missing or damaged; no second try helps
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


class PortalError(Exception):
    """Something a person can act on; the message says what is wrong and what to do instead."""

    status = 400
    title = "Bad request"


class NotAPlan(PortalError):
    status = 422
    title = "Not a plan"


class NotAState(PortalError):
    status = 422
    title = "Not a state"


class DamagedDocument(PortalError):
    status = 400
    title = "Damaged document"


class CutOff(PortalError):
    """Who sent it went away, or the worker that read it was stopped: the bytes that came don't tell which.

    CI repeats a 408 (`curl --retry` does, and never a 400).
    """

    status = 408
    title = "Upload cut off"


class DocumentTooLarge(PortalError):
    status = 413
    title = "Document too large"


class HostileDocument(PortalError):
    status = 422
    title = "Document out of bounds"


class UnsupportedFormat(PortalError):
    status = 422
    title = "Unsupported format"


class Unrecognised(PortalError):
    status = 401
    title = "Not signed in"


class Refused(PortalError):
    status = 403
    title = "Refused"


class Stale(PortalError):
    status = 409
    title = "Stale"


class Invalid(PortalError):
    status = 422
    title = "Invalid request"


class TooManyTries(PortalError):
    status = 429
    title = "Too many tries"

    def __init__(
        self, wait: timedelta, what: str = "wrong passwords", instead: str = ", or sign in with a one-time link"
    ) -> None:
        self.seconds = max(1, math.ceil(wait.total_seconds()))
        told = f"{self.seconds} seconds" if self.seconds < 120 else f"{math.ceil(self.seconds / 60)} minutes"  # noqa: PLR2004 - two minutes
        super().__init__(f"Too many {what}: wait {told}{instead}.")


class Unavailable(PortalError):
    status = 503
    title = "Temporarily unavailable"


class Lost(Unavailable):
    title = "A stored document is lost"
