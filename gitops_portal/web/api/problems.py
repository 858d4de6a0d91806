"""What goes wrong below `/api/`, whoever answers it, as a problem document (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, JsonResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    View = Callable[[HttpRequest], HttpResponseBase]

_SENTENCES: Final = {
    400: "The request is malformed.",
    403: "The request is refused: browsers have to send the page's CSRF token, scripts a bearer token.",
    404: "The API has no such path. Its paths: /api/v1/openapi.json",
    405: "This path does not support the method {method}. It supports {allow}.",
}


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """An RFC 9457 problem document."""
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JsonResponse(document, status=status, content_type="application/problem+json")


def as_problems(view: View) -> View:
    """Put a problem document in the place of pages for people, and of bare words, that tell scripts of an error."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST and request.path_info.startswith("/api/"):
            return _told(request, response)
        return response

    return answer


def _told(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    bare = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    if not (bare or response.get("Content-Type", "").startswith("text/html")):
        return response
    status = HTTPStatus(response.status_code)
    sentence = _SENTENCES.get(status, "The portal failed to answer; its log has the details. Try again later.")
    allow = response.get("Allow", "")
    told = problem(status, status.phrase, sentence.format(method=request.method, allow=allow or "others"))
    for name in ("Allow", "Retry-After"):
        if name in response:
            told[name] = response[name]
    return told
