"""A workspace and where a page stands in its trail in; what happened to its runs since then out, for open pages."""

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
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > _DIGITS:
        raise Http404
    found = queries.news(access.workspace(request, slug), int(after))
    if not found:
        return HttpResponse(status=204)
    return JsonResponse({"at": found[0].sequence, "news": [_told(event) for event in found]})


_DIGITS = 18


def _told(event: AuditEvent) -> str:
    """`Run 4 approved by Aisha Bello`."""
    happened = words.plain(event.verb.removeprefix("run."))
    by = f" by {event.actor.partition(' <')[0]}" if event.actor_kind == ActorKind.PERSON else ""
    return f"Run {event.run_number} {happened}{by}"
