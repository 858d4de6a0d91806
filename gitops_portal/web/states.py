"""What the newest state of a workspace holds, object by object: searched, narrowed, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gitops_portal.records import queries
from gitops_portal.records.queries import state_sources as of_sources
from gitops_portal.web import access, state_sources

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.queries import Workspace

PAGE: Final = 100
OFFERED: Final = 200
"""Types, modules and providers in a select; the rest is found by words of the address."""
SENT: Final = 10
"""States in the list of those that were sent."""
TYPES: Final = 12
"""Types of the newest state that the workspace's page counts; the rest is a link."""


def newest(workspace: Workspace) -> dict[str, Any]:
    """The newest state that was sent, and what it holds most of, for the workspace's page."""
    snapshot = queries.newest_snapshot(workspace)
    told: dict[str, Any] = {"snapshot": snapshot, "state_source": state_sources.shown(workspace)}
    if snapshot is None:
        return told
    types, more = queries.standing_counts(snapshot, "type", TYPES)
    compared = of_sources.compared(workspace, snapshot)
    return told | {"state_types": types, "state_types_left_out": more, "compared": compared}


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug)
    snapshot = queries.newest_snapshot(workspace)
    asked = {name: request.GET.get(name, "")[:500] for name in ("q", *queries.STATE_FILTERS)}
    told: dict[str, Any] = {
        "workspace": workspace,
        "snapshot": snapshot,
        "asked": asked,
        "portal_url": settings.PORTAL_URL,
    }
    if snapshot:
        told |= {
            "page": queries.standing_resources(snapshot, request.GET.get("page", 1), asked, PAGE),
            "narrowed": any(asked.values()),
            "offered": [
                (name, asked[name], queries.standing_counts(snapshot, name, OFFERED)[0])
                for name in queries.STATE_FILTERS
            ],
            "snapshots": queries.snapshots(workspace, SENT),
        }
    return render(request, "workspaces/state.html", told)
