"""A workspace in; how its newest plan stands, its posture and its cost out, as an image for a README and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gitops_portal.actions import tokens
from gitops_portal.core import money
from gitops_portal.core.ci_identity.rules import Scope
from gitops_portal.core.lifecycle import State
from gitops_portal.records.queries import api as api_queries
from gitops_portal.records.queries import estate
from gitops_portal.web.api.observations import posture
from gitops_portal.web.currency import shown

if TYPE_CHECKING:
    from gitops_portal.records.queries import Workspace

CURRENCY: Final = "USD"
SECONDS: Final = 60
"""For how long whoever fetches a badge may keep it."""
GOOD, ATTENTION, BAD, UNKNOWN = "#1a7f37", "#9a6700", "#b42318", "#57606a"
_POSTURES: Final = {"in_sync": "as declared", "drifted": "drifted", "unverified": "unverified"}


@login_not_required
@require_safe
def image(request: HttpRequest, slug: str) -> HttpResponse:
    """An SVG."""
    found = _facts(_workspace(request, slug))
    state, known = found["state"], found["posture"]["state"]
    right = ", ".join(filter(None, [State(state).label if state else "no plan", _POSTURES[known], found["shown_cost"]]))
    left_width, right_width = _width(slug), _width(right)
    told = {
        "left": slug,
        "right": right,
        "left_width": left_width,
        "right_width": right_width,
        "width": left_width + right_width,
        "color": _color(state, known),
    }
    return _kept(render(request, "badge.svg", told, content_type="image/svg+xml"))


@login_not_required
@require_safe
def told(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for developer portals."""
    found = _facts(_workspace(request, slug))
    return _kept(JsonResponse({name: value for name, value in found.items() if name != "shown_cost"}))


def _width(text: str) -> int:
    """Pixels of a text with its margins, rather more than less: a letter takes 7, a wide one 11."""
    return 10 + sum(11 if letter in "mw" else 7 for letter in text)


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"private, max-age={SECONDS}"
    response["Vary"] = "Authorization"
    return response


def _workspace(request: HttpRequest, slug: str) -> Workspace:
    """One that its owner shows to anybody, or that a token reaches which may read. Raises Http404."""
    found = api_queries.any_workspace(slug)
    if found is not None and found.shows_badge:
        return found
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = tokens.find(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None or Scope.READ not in token.may:
        raise Http404
    try:
        return api_queries.workspace(slug, token)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _facts(workspace: Workspace) -> dict[str, Any]:
    state, cost = estate.standing(workspace)
    return {
        "workspace": workspace.slug,
        "state": state or None,
        "waits_for_people": bool(state) and State(state).open,
        "posture": posture(workspace),
        "monthly_cost": None if cost is None else str(cost),
        "currency": CURRENCY,
        "shown_cost": None if cost is None else f"{money.rounded(*shown(cost, CURRENCY))} a month",
    }


def _color(state: str | None, known: str) -> str:
    if known == "drifted" or state in {State.BLOCKED, State.ERRORED, State.APPLY_FAILED}:
        return BAD
    if state in {State.AWAITING, State.CHANGES_REQUESTED}:
        return ATTENTION
    return GOOD if known == "in_sync" else UNKNOWN
