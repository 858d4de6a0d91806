"""How far each workspace's real world is from its state, how that is known, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gitops_portal.core import words
from gitops_portal.records import queries
from gitops_portal.records.queries import About, drifting, known
from gitops_portal.web import access, news, workspace_table

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.models import Observation
    from gitops_portal.records.queries import Run, Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """A workspace, the run that verified it last, and what that run found to differ."""

    workspace: Workspace
    run: Run | None
    drifted: list[dict[str, str]]
    said: Observation | None
    """Who says so, where it is no plan."""
    by: str


def _causes(request: HttpRequest) -> dict[str, Any]:
    """What drifted by cause, as far as it stands as is asked for."""
    person, now = access.person(request), timezone.now()
    show = request.GET.get("show", "")
    show = show if show in words.DRIFT else drifting.LOOK
    standing, total = drifting.counts(person, show, now)
    return {
        "causes": drifting.causes(person, show, now, total, request.GET.get("causes", 1)),
        "show": show,
        "standings": [(name, word, standing[name]) for name, word in words.DRIFT.items()],
        "open": any(standing.values()),
    }


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    news.follow(request, About(every=True))
    person, state = access.person(request), request.GET.get("state", "")
    total, counts = queries.postures(person)
    page = queries.drift(person, state, counts.get(state, total), request.GET.get("page", 1))
    found = queries.drifted_resources(line.run for line in page if line.run)
    said = known.deciding([line.workspace for line in page])
    return render(
        request,
        "drift/index.html",
        {
            "lines": [
                Row(
                    line.workspace,
                    line.run,
                    found.get(line.run.pk) or [] if line.run else [],
                    said.get(line.workspace.pk),
                    words.observer_is(line.workspace.verified_by),
                )
                for line in page
            ],
            "page": page,
            **_causes(request),
            "verified": total - counts["unverified"],
            "drifted": counts["drifted"],
            "total": total,
            "state": state if state in queries.POSTURES else "",
            "states": [(name, word, counts[name]) for name, word in workspace_table.POSTURES.items()],
        },
    )
