"""Change requests, for scripts: which there are, and how their runs stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router

from gitops_portal.records import queries
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS, uploaded

if TYPE_CHECKING:
    from gitops_portal.records.queries import Request, Run

router = Router()


def request_out(found: Request) -> dict[str, Any]:
    newest = found.newest
    return {
        "id": found.key,
        "url": settings.PORTAL_URL + reverse("requests.detail", args=[found.key]),
        "pull_request": newest.pull_request,
        "commit": newest.commit,
        "title": newest.title,
        "actor": newest.actor,
        "waits": found.waits,
        "runs": [_run(run) for run in found.runs],
        "left_out": found.left_out,
    }


def _run(run: Run) -> dict[str, Any]:
    return {**uploaded(run), "workspace": run.workspace.slug, "headline": run.headline}


@router.get("/requests", response={200: dict[str, Any], **PROBLEMS}, summary="The change requests the caller reaches")
def index(request: HttpRequest, page: int = 1) -> dict[str, Any]:
    """What waits for somebody first, then the newest; 50 a page, none after the last. Each with its newest runs."""
    found = queries.change_requests_of(caller(request).who, page)
    shown = list(found) if found.number == page else []
    return {
        "total": found.paginator.count,
        "page": page,
        "pages": found.paginator.num_pages,
        "requests": [request_out(each) for each in shown],
    }


@router.get("/requests/{key}", response={200: dict[str, Any], **PROBLEMS}, summary="One change request")
def detail(request: HttpRequest, key: str) -> dict[str, Any]:
    """The newest run of each workspace, and in which turns they should be applied: after those whose outputs they read.

    `circle` names workspaces that read each other: nobody can tell which of them comes first.
    """
    found = queries.change_request(caller(request).who, key)
    if found is None:
        raise Http404
    turns, circle = queries.apply_order(found.runs)
    return {**request_out(found), "order": turns, "circle": circle}
