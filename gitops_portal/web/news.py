"""A workspace or change request and where a page stands in the trail in; what happened since out, for open pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.core import words
from gitops_portal.core.model import ActorKind
from gitops_portal.records import queries
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gitops_portal.records.queries import AuditEvent


@require_GET
@never_cache
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """204 where nothing happened after the event number `after`; else the newest one's number, and sentences."""
    found = queries.news(access.workspace(request, slug), _after(request))
    if not found:
        return HttpResponse(status=204)
    return JsonResponse({"at": found[0].sequence, "news": [_told(event) for event in found]})


@require_GET
@never_cache
def of_request(request: HttpRequest, key: str) -> HttpResponse:
    """The same of all workspaces of a change request; `after` is how many events their trails had together."""
    slugs = [run.workspace.slug for run in access.change_request(request, key).runs]
    at = queries.heads(slugs)
    found = queries.newest_events(slugs, at - _after(request))
    if not found:
        return HttpResponse(status=204)
    return JsonResponse({"at": at, "news": [f"{event.chain.name}: {_told(event)}" for event in found]})


_DIGITS = 18


def _after(request: HttpRequest) -> int:
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > _DIGITS:
        raise Http404
    return int(after)


def _told(event: AuditEvent) -> str:
    """`Run 4 approved by Aisha Bello`."""
    happened = words.plain(event.verb.removeprefix("run."))
    by = f" by {event.actor.partition(' <')[0]}" if event.actor_kind == ActorKind.PERSON else ""
    return f"Run {event.run_number} {happened}{by}"
