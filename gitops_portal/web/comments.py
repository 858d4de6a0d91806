"""What somebody writes about a run in, kept, and the page they came from, at the comment, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import comments
from gitops_portal.core.comments import LONGEST, suggested
from gitops_portal.core.errors import PortalError
from gitops_portal.records import queries
from gitops_portal.web import access, discussion

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.queries import Comment, Run

SUGGESTED: Final = 8
"""People in the list that helps to write a name."""


@require_http_methods(["GET", "POST"])
@never_cache
def comments_of(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A box to write in about one change, which the list of changes puts there; and what was written."""
    run = access.run(request, slug, number)
    if request.method == "GET":
        return render(request, "comments/_new.html", {"run": run, **discussion.box(request, run)})
    text, said = request.POST.get("text", ""), request.POST
    place = comments.Place(said.get("address", ""), said.get("attribute", ""), "whole_request" in said)
    return _written(request, run, lambda told: comments.add(run, text, place=place, **told))


@require_POST
def on_request(request: HttpRequest, key: str) -> HttpResponse:
    """What was written about a whole change request; it is kept with one of its runs."""
    found = access.change_request(request, key)
    run = next((run for run in found.runs if str(run.pk) == request.POST.get("run")), None)
    if run is None:
        raise Http404
    text, place = request.POST.get("text", ""), comments.Place(whole_request=True)
    return _written(request, run, lambda told: comments.add(run, text, place=place, **told))


@require_POST
def act(request: HttpRequest, slug: str, number: int, comment: int) -> HttpResponse:
    """Reply to a comment, edit or remove it, resolve or reopen its thread."""
    run = access.run(request, slug, number)
    try:
        found = queries.comment(run, comment)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    text = request.POST.get("text", "")
    acts: dict[str, Callable[[dict[str, Any]], Comment | None]] = {
        "reply": lambda told: comments.reply(found.thread or found, text, **told),
        "edit": lambda told: comments.edit(found, text, **told),
        "remove": lambda told: comments.remove(found, **told),
        "resolve": lambda told: comments.resolve(found, **told),
        "reopen": lambda told: comments.reopen(found, **told),
    }
    if request.POST.get("act") not in acts:
        raise Http404
    return _written(request, run, acts[request.POST["act"]], found)


def _written(
    request: HttpRequest, run: Run, act: Callable[[dict[str, Any]], Comment | None], at: Comment | None = None
) -> HttpResponse:
    """Act, and lead to the comment that was written or acted on; what was wrong is told beside the text."""
    try:
        made = act({"by": access.person(request), "address": access.client_address(request)})
    except PortalError as error:
        told = {"run": run, "problem": str(error), "written": request.POST.get("text", ""), "longest": LONGEST}
        told |= {name: request.POST.get(name, "") for name in ("address", "attribute", "back", "whole_request", "act")}
        return render(request, "comments/again.html", {**told, "at": at}, status=error.status)
    place = made or at
    return redirect(f"{_back(run, request.POST.get('back', ''))}#comment-{place.pk if place else ''}")


def _back(run: Run, told: str) -> str:
    """The address of the page of this run, or its change request, that somebody came from."""
    if told == discussion.REQUEST and run.request:
        return reverse("requests.detail", args=[run.request])
    query = [(name, value) for name, value in parse_qsl(told.lstrip("?")) if name != "decide"]
    shown = dict(query).get("tab") in {"changes", "discussion"}
    page = reverse("runs.detail", args=[run.workspace.slug, run.number])
    return f"{page}?{urlencode(query if shown else [('tab', 'discussion')])}"


@require_GET
@never_cache
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Whom a comment in this workspace may mention, by what was typed of their name so far."""
    known = queries.mentionable(access.workspace(request, slug))
    found = suggested(request.GET.get("q", ""), known, SUGGESTED)
    return JsonResponse({"people": [{"handle": handle, "name": name} for handle, name in found]})
