"""The HTTP API: requests of CI and scripts in, JSON out; what goes wrong is a problem document (RFC 9457)."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from gitops_portal.core.documents import reader
from gitops_portal.core.errors import PortalError, Unavailable, Unrecognised
from gitops_portal.web import outage, request_ids
from gitops_portal.web.api import (
    budgets,
    channels,
    comments,
    decisions,
    drift,
    events,
    evidence,
    gate,
    history,
    observations,
    outcomes,
    own_prices,
    requests,
    run_tasks,
    runs,
    tool_reports,
    uploads,
    usage,
    waivers,
    workspaces,
)
from gitops_portal.web.api.caller import CALLERS
from gitops_portal.web.api.described import DescribedAPI
from gitops_portal.web.api.problems import problem

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver


class OneReader(Parser):
    """Small bodies pass the same bounds as plans: no depth, no NaN, no half characters, no NUL."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return reader.decode(reader.text(request.body), dict[str, Any])


log = logging.getLogger(__name__)

api = DescribedAPI(
    title="GitOps Portal",
    version="1",
    description="Plans in; verdicts, decisions and the gate's answer out. Sign in with a bearer token.",
    urls_namespace="api",
    auth=CALLERS,
    parser=OneReader(),
    docs_decorator=login_not_required,
)
api.add_router("", uploads.router, tags=["runs"])
api.add_router("", runs.router, tags=["runs"])
api.add_router("", decisions.router, tags=["decisions"])
api.add_router("", comments.router, tags=["comments"])
api.add_router("", gate.router, tags=["gate"])
api.add_router("", outcomes.router, tags=["gate"])
api.add_router("", evidence.router, tags=["runs"])
api.add_router("", observations.router, tags=["observations"])
api.add_router("", drift.router, tags=["observations"])
api.add_router("", events.router, tags=["observations"])
api.add_router("", tool_reports.router, tags=["runs"])
api.add_router("", history.router, tags=["history"])
api.add_router("", requests.router, tags=["change requests"])
api.add_router("", run_tasks.router, tags=["run tasks"])
api.add_router("", workspaces.router, tags=["workspaces"])
api.add_router("", usage.router, tags=["workspaces"])
api.add_router("", channels.router, tags=["channels"])
api.add_router("", budgets.router, tags=["budgets"])
api.add_router("", waivers.router, tags=["waivers"])
api.add_router("", own_prices.router, tags=["budgets"])


@api.exception_handler(PortalError)
def portal_error(_: HttpRequest, error: PortalError) -> HttpResponse:
    if isinstance(error, Unavailable):
        return _away(str(error))
    if isinstance(error, Unrecognised):
        return _unknown(str(error))
    return problem(error.status, error.title, str(error))


def _away(detail: str) -> HttpResponse:
    response = problem(503, Unavailable.title, detail)
    response["Retry-After"] = outage.AGAIN_AFTER
    return response


@api.exception_handler(AuthenticationError)
def not_authenticated(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
    return _unknown(
        "Send a living token, `Authorization: Bearer gop_…`, or a CI job's. An owner makes tokens under Settings."
    )


def _unknown(sentence: str) -> HttpResponse:
    response = problem(401, Unrecognised.title, sentence)
    response["WWW-Authenticate"] = 'Bearer realm="portal"'
    return response


@api.exception_handler(Http404)
def not_found(_: HttpRequest, __: Http404) -> HttpResponse:
    return problem(404, "Not found", "There is no such thing here, or it is not yours to see.")


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What stands at an address that leads nowhere: a problem for scripts below `/api/`, the page for people."""
    if request.path.startswith("/api/"):
        return problem(404, "Not found", "The API has no such path. Its paths: /api/v1/openapi.json")
    return page_not_found(request, exception)


@api.exception_handler(HttpError)
def http_error(_: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "Bad request", str(error))


@api.exception_handler(ValidationError)
def not_valid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    told = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors]
    return problem(422, "Invalid request", "; ".join(told) or "The request has no usable form.")


@api.exception_handler(Exception)
def broken(_: HttpRequest, error: Exception) -> HttpResponse:
    """Whatever else goes wrong. Its words stay in the log: they may quote a plan."""
    log.error("event=api_failed", exc_info=error)
    if detail := outage.told(error):
        return _away(detail)
    told = f"The portal failed to answer; its log has the details of request {request_ids.current()}. Try again later."
    return problem(500, "Internal error", told)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: whatever layer around the views failed, the error is the one at hand."""
    error = sys.exception()
    if request.path_info.startswith("/api/"):
        return broken(request, error if isinstance(error, Exception) else Exception())
    if detail := outage.told(error):
        response = outage.sentence(Unavailable.title, detail, 503)
        response["Retry-After"] = outage.AGAIN_AFTER
        return response
    return render(None, "500.html", {"request_id": request_ids.current()}, status=500)


def urls() -> tuple[list[URLResolver | URLPattern], str, str]:
    """The API's addresses, outside the login of the pages: each call authenticates itself."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if callback := getattr(pattern, "callback", None):
            callback.login_required = False
    return patterns, app, namespace
