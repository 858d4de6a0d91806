"""The history of a resource over all workspaces: which run changed it, who wanted that, who approved it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.records.queries import history
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SIZE = 50
LONGEST = 2_000


def asked(query: dict[str, str]) -> history.Asked:
    """What a request asks for. PostgreSQL has no NUL."""
    told = (query.get(name, "").replace("\0", "").strip()[:LONGEST] for name in history.Asked._fields)
    return history.Asked(*told)


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    wanted = asked(request.GET.dict())
    page = history.resource_changes(access.person(request), wanted, request.GET.get("behind", ""), SIZE)
    return render(request, "history/index.html", {"asked": wanted, "found": page, "further": "behind" in request.GET})
