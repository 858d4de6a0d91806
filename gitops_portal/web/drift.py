"""How far each workspace's real world is from its state, how that is known, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gitops_portal.records import queries
from gitops_portal.web import access

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.queries import Line, Run, Workspace

PAGE: Final = 100
"""Workspaces on one page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A workspace, the run that verified it last, and what that run found to differ."""

    workspace: Workspace
    run: Run | None
    drifted: list[dict[str, str]]


SHOWN: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "drifted": ("Drifted", lambda line: bool(line.workspace.drifted)),
    "unverified": ("Unverified", lambda line: line.workspace.unproven),
    "same": ("As declared", lambda line: line.workspace.drifted == 0 and not line.workspace.unproven),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    lines = sorted(queries.drift(access.person(request)), key=_gravity)
    state = request.GET.get("state", "")
    test = SHOWN[state][1] if state in SHOWN else None
    shown = [line for line in lines if test is None or test(line)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    found = queries.drifted_resources(line.run for line in page if line.run)
    return render(
        request,
        "drift/index.html",
        {
            "lines": [Row(line.workspace, line.run, found.get(line.run.pk) or [] if line.run else []) for line in page],
            "page": page,
            "total": len(lines),
            "state": state if test else "",
            "states": [(name, word, sum(map(holds, lines))) for name, (word, holds) in SHOWN.items()],
        },
    )


def _gravity(line: Line) -> tuple[bool, int, bool, str]:
    workspace = line.workspace
    return (not workspace.drifted, -(workspace.drifted or 0), not workspace.unproven, workspace.slug)
