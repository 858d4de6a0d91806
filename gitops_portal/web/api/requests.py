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
    from collections.abc import Iterable

    from gitops_portal.core.change_requests import Read
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
    """The newest run of each workspace, who reads whose outputs, and in which turns they should be applied.

    A turn stands after those whose outputs it reads; `circle` names workspaces that read each other: nobody can tell
    which of them comes first. `apply_first` of a run names those that it reads from and that are not applied yet.
    `edges` with `outside` lead from or to a workspace that the change request does not change; workspaces that the
    caller does not see are counted in `other_states` and `other_readers`, by workspace.
    """
    who = caller(request).who
    found = queries.change_request(who, key)
    if found is None:
        raise Http404
    reads = queries.reads_of(found, who)
    (turns, circle), first = queries.apply_order(found, reads), queries.apply_first(found, reads)
    told = request_out(found)
    for run in told["runs"]:
        run["apply_first"] = first.get(run["workspace"], [])
    return {
        **told,
        "order": turns,
        "circle": circle,
        "edges": [*_edges(reads.inside, outside=False), *_edges(reads.outside, outside=True)],
        "other_states": reads.other_states,
        "other_readers": reads.other_readers,
    }


def _edges(reads: Iterable[Read], *, outside: bool) -> list[dict[str, Any]]:
    """`all_outputs_known` is false where some of what is read can't be told."""
    return [
        {
            "workspace": read.reader,
            "reads": read.read,
            "outputs": list(read.outputs),
            "all_outputs_known": not read.untold,
            "outside": outside,
        }
        for read in reads
    ]
