"""What all workspaces that somebody sees cost a month, and where that moved most."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gitops_portal.records import queries
from gitops_portal.records.queries import movers
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DAYS: Final = (30, 90)
"""How far back somebody may look."""
SHOWS: Final = {
    "moved": "Moved",
    "up": "Up",
    "down": "Down",
    "new": "No earlier price",
    "unpriced": "Not priced",
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """`?days=` is one of DAYS, `?show=` of SHOWS; what is neither counts as the first."""
    person = access.person(request)
    show = request.GET.get("show", "")
    show = show if show in SHOWS else "moved"
    asked = _asked(request)
    found = movers.moves(person, asked["since"], show, request.GET.get("page", 1))
    return render(
        request,
        "costs/index.html",
        {
            "moves": found,
            "shows": [(name, word, found.counts[name]) for name, word in SHOWS.items()],
            "show": show,
            **asked,
            "everywhere": queries.everywhere(person),
        },
    )


@require_GET
def of_workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """The same of one workspace, with more of its runs."""
    workspace, asked = access.workspace(request, slug), _asked(request)
    move = movers.of_workspace(workspace, asked["since"])
    return render(request, "costs/workspace.html", {"workspace": workspace, "move": move, **asked})


def _asked(request: HttpRequest) -> dict[str, Any]:
    days = next((each for each in DAYS if request.GET.get("days") == str(each)), DAYS[0])
    return {"days": days, "choices": DAYS, "since": timezone.now() - timedelta(days=days)}
