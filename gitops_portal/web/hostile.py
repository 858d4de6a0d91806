"""What stands between every request and every page: no NUL comes in, and nothing that cannot be seen goes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.core.exceptions import BadRequest

from gitops_portal.web.api import problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    View = Callable[[HttpRequest], HttpResponseBase]

_FORM: Final = "application/x-www-form-urlencoded"
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
"""Controls, and what turns the line around; joiners stay, since scripts and emoji are written with them."""


def no_nul(view: View) -> View:
    """Refuse addresses and forms with a NUL: PostgreSQL cannot hold it, so every look-up with one would break."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        form = request.body if request.content_type == _FORM else b""
        if (
            "\0" in request.path_info
            or "%00" in request.META.get("QUERY_STRING", "")
            or b"%00" in form
            or b"\0" in form
        ):
            if request.path_info.startswith("/api/"):
                return problem(400, "Bad request", "The address holds a NUL character: send it without.")
            raise BadRequest("a NUL character")
        return view(request)

    return answer


def nothing_unseen(view: View) -> View:
    r"""Show such characters on every page as escapes like `\u202e`: names come from plans, and plans from anybody."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            _show(response)
        return response

    return answer


def _show(response: HttpResponse) -> None:
    text = response.text
    if _UNSEEN.search(text):
        response.content = _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
