"""What went past the gate, on pages: shown to whoever sees the workspace, acknowledged by its owners."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.views.decorators.http import require_POST

from gitops_portal.actions import bypass
from gitops_portal.core.model import Role
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LISTED = 5
"""On a page at once; what is acknowledged makes room for the next."""


@require_POST
def acknowledge(request: HttpRequest, slug: str, bypassed: int) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER)
    act = partial(bypass.acknowledge, workspace, bypassed, access.actor(request), request.POST.get("reason", ""))
    return access.done(request, act, "Acknowledged. The trail keeps what was seen.", "workspaces.detail", slug)
