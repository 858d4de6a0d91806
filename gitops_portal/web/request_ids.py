"""A request in; an id out that its lines in the log and its answer bear, so that one is found by the other."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    View = Callable[[HttpRequest], HttpResponseBase]

HEADER: Final = "X-Request-ID"
_GIVEN: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_BYTES: Final = 8
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the request that is answered here; empty outside of any, as in a worker."""
    return _current.get()


def named(view: View) -> View:
    """Keep the id that a proxy gave, or give one. It stays until the next: Django logs after the last layer, too."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        _current.set(given if _GIVEN.fullmatch(given) else secrets.token_hex(_BYTES))
        response = view(request)
        response[HEADER] = current()
        return response

    return answer
