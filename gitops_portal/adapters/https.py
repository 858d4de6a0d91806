"""An https address in, its answer out: in time, in bounds, from nowhere else, and with 200."""

from __future__ import annotations

import http.client
import re
import time
import urllib.request
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit

from gitops_portal.core.errors import Invalid, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TIME_OUT: Final = 2.0
"""Seconds for an answer to begin, and for each of its parts."""
WHOLE_TIME: Final = 3.0
"""Seconds for a whole answer, however it drips."""
MOST_BYTES: Final = 256 * 1024
_NO: Final = (http.client.BAD_REQUEST, http.client.UNAUTHORIZED, http.client.FORBIDDEN)
"""What is answered to a form that does not hold: sent again, it would not either."""
_MAX_AGE: Final = re.compile(r"(?:^|[ ,])max-age=\"?([0-9]{1,9})", re.IGNORECASE)
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said, and for how many seconds it may be kept; None where it does not say."""

    body: bytes
    max_age: int | None


def check(url: str, *, loopback: bool) -> str:
    """The address of an issuer as it is compared: exactly. Raises Invalid for what is not https.

    `loopback`: whether plain http is taken from this very machine, as tests need.
    """
    try:
        parts = urlsplit(url)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        raise Invalid(f"“{url[:200]}” is not an address of an issuer.") from None
    near = loopback and parts.scheme == "http" and parts.hostname in _LOOPBACK
    plain = not (parts.username or parts.password or parts.query or parts.fragment) and url.isprintable()
    if not (plain and port_is_one and parts.hostname and (parts.scheme == "https" or near)) or " " in url:
        raise Invalid("An issuer is an https address without a user, a query or a #, such as https://gitlab.com.")
    return url


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Answers come from where it was asked, and from nowhere that it, or somebody in its place, points to."""


_OPENER: Final = urllib.request.build_opener(_NoRedirects)


def get(url: str, **headers: str) -> Answer:
    """Raises Unavailable where it is not answered in time, in bounds and with 200."""
    return _ask(urllib.request.Request(url, headers={"Accept": "application/json", **headers}))  # noqa: S310 - `check` saw it


def post(url: str, form: Mapping[str, str], **headers: str) -> Answer:
    """The same for a form that is sent. Raises Invalid where it is refused."""
    body = urlencode(form).encode()
    return _ask(urllib.request.Request(url, body, {"Accept": "application/json", **headers}))  # noqa: S310 - as above


def _ask(request: urllib.request.Request) -> Answer:
    try:
        with _OPENER.open(request, timeout=TIME_OUT) as answer:
            if answer.status != http.client.OK:
                raise Unavailable(f"it answers {answer.status}")
            found = _MAX_AGE.search(answer.headers.get("Cache-Control", ""))
            return Answer(body(answer), int(found[1]) if found else None)
    except HTTPError as error:
        with error:
            kind = Invalid if request.data and error.code in _NO else Unavailable
            raise kind(f"it answers {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unavailable(f"it does not answer ({type(error).__name__})") from error


def body(answer: IO[bytes]) -> bytes:
    until, found = time.monotonic() + WHOLE_TIME, b""
    read: Callable[[int], bytes] = getattr(answer, "read1", answer.read)
    while part := read(16 * 1024):
        found += part
        if len(found) > MOST_BYTES:
            raise Unavailable(f"it answers with more than {MOST_BYTES:,} bytes")
        if time.monotonic() > until:
            raise Unavailable(f"its answer takes more than {WHOLE_TIME:.0f} seconds")
    return found
