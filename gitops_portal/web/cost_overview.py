"""What all workspaces that somebody sees cost a month, where that moved most, and what is not known of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gitops_portal.core.pricing.gaps import Gap
from gitops_portal.records import queries
from gitops_portal.records.queries import gaps as of_gaps
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

GAPS: Final = {
    Gap.UNPRICED: "No price",
    Gap.REGION: "Region not known",
    Gap.LEAST: "At least",
    Gap.USE: "Use not told",
    Gap.ASSUMED: "Assumed",
    Gap.ESTIMATED: "Price of another region",
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


@require_GET
def unknown(request: HttpRequest) -> HttpResponse:
    """`?kind=` is one of GAPS; what is none shows all of them."""
    person = access.person(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in GAPS else ""
    found = of_gaps.gaps(person, kind, request.GET.get("page", 1))
    return render(
        request,
        "costs/unknown.html",
        {
            "gaps": found,
            "kinds": [(str(name), word, found.counts.get(name, 0)) for name, word in GAPS.items()],
            "kind": kind,
            "every": sum(found.counts.values()),
            "owns": person.owns_organisation,
        },
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    days = next((each for each in DAYS if request.GET.get("days") == str(each)), DAYS[0])
    return {"days": days, "choices": DAYS, "since": timezone.now() - timedelta(days=days)}
