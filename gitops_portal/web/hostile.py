"""What stands between every request and every page: no large body and no NUL comes in, nothing unseen goes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse

from gitops_portal.web import outage
from gitops_portal.web.api.problems import problem
from gitops_portal.web.limits import declared, largest_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    View = Callable[[HttpRequest], HttpResponseBase]

_FORM: Final = "application/x-www-form-urlencoded"
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
"""Controls, and what turns the line around; joiners stay, since scripts and emoji are written with them."""


def small_bodies(view: View) -> View:
    """Refuse a large body by its declared length, before anything reads it. The upload's own is refused by its view."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        most = largest_body(request.method or "", request.path_info)
        if most < settings.MAX_PLAN_BYTES and declared(request) > most:
            detail = f"The request has more than {most:,} bytes: only an upload of a plan may."
            if request.path_info.startswith("/api/"):
                return problem(413, "Document too large", detail)
            return outage.sentence("That is too large", detail, 413)
        return view(request)

    return answer


def no_nul(view: View) -> View:
    """Refuse a NUL where it would reach a look-up: PostgreSQL cannot hold it. Pages narrow their own filters."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            if _in_call(request):
                return problem(400, "Bad request", "The request contains a NUL character: remove it.")
        elif "\0" in request.path_info or _in_form(request):
            raise BadRequest("a NUL character")
        return view(request)

    return answer


def _in_call(request: HttpRequest) -> bool:
    """JSON and uploads are looked at by whoever reads them."""
    form = request.body if request.content_type == _FORM else b""
    return "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "") or b"%00" in form or b"\0" in form


def _in_form(request: HttpRequest) -> bool:
    """In a form of either kind, after it was parsed: a malformed one has been refused by then."""
    return request.method == "POST" and any(
        "\0" in text for name, texts in request.POST.lists() for text in (name, *map(str, texts))
    )


def nothing_unseen(view: View) -> View:
    r"""Show such characters on every page as escapes like `\u202e`: names come from plans, and plans from anybody."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/html"):
            _show(response)
        return response

    return answer


def _show(response: HttpResponse) -> None:
    text = response.text
    if UNSEEN.search(text):
        response.content = UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class NoFiles(FileUploadHandler):
    """Forms carry fields; a file that comes along is read past, and kept nowhere."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing."""

    def file_complete(self, file_size: int) -> None:
        """There is no file."""
