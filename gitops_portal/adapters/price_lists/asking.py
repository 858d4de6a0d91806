"""The address of a price list in, its pages as JSON out: in bounds, and with patience where it asks for some."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from gitops_portal.adapters import notify, outbound
from gitops_portal.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE: Final = outbound.Bounds(most=64 * 1024 * 1024, seconds=120.0)
TRIES: Final = 6
"""Of a page, before the list counts as away; between them 1, 2, 4, 8 and 16 seconds, or what it asks for."""
LONGEST: Final = 120.0
"""Seconds that are waited where the list asks for more."""
pause = time.sleep


def today() -> str:
    """The day of a price that its list gives no date, in UTC."""
    return datetime.now(UTC).date().isoformat()


def page(name: str, url: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Numbers with a point are Decimal. Raises Unavailable, with the name of the list."""
    for again in _pauses():
        try:
            answer = outbound.send("GET", url, b"", headers or {}, allowed=settings.OUTBOUND_HOSTS, bounds=PAGE)
        except Unavailable as error:
            if again is None:
                raise Unavailable(f"{name} cannot be reached: {error}") from error
            pause(again)
            continue
        if answer.status == HTTPStatus.OK:
            return _read(name, answer.body)
        busy = answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if again is None or not busy:
            raise Unavailable(f"{name} answers {answer.status}{_why(answer.body)}.")
        pause(min(notify.waiting(answer.headers, datetime.now(UTC)), LONGEST) or again)
    raise AssertionError


def _pauses() -> Iterator[float | None]:
    """Seconds to wait after each try; None after the last."""
    yield from (float(2**number) for number in range(TRIES - 1))
    yield None


def _read(name: str, body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body, parse_float=Decimal)
    except ValueError as error:
        raise Unavailable(f"{name} cannot be understood: a page is no JSON.") from error
    if not isinstance(found, dict):
        raise Unavailable(f"{name} cannot be understood: a page is no JSON object.")
    return found


def _why(body: bytes) -> str:
    """What the list says of a refusal, as Google does (`error.message`)."""
    try:
        said = json.loads(body)["error"]["message"]
    except (ValueError, LookupError, TypeError):
        return ""
    return f": {said.strip().rstrip('.')[:200]}" if isinstance(said, str) and said.isprintable() else ""
