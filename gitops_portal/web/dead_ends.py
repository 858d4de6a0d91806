"""An address that only takes what a form sends, opened as a page: a sentence and a way on, where a blank page was."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from gitops_portal.web import outage

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    View = Callable[[HttpRequest], HttpResponseBase]


def told(view: View) -> View:
    """Whoever reloads a form that was refused by its address, or sends that to somebody, comes here."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.path_info.startswith("/api/"):
            return response
        detail = "This address only accepts form submissions. Go back to the page with the form."
        page = outage.sentence("Nothing to see here", detail, response.status_code)
        page["Allow"] = response["Allow"]
        return page

    return answer
