"""What a page is about and where it stands in the trail in; what happened since out, for open pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.core import words
from gitops_portal.core.model import ActorKind
from gitops_portal.records import queries
from gitops_portal.records.queries import About
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest

    from gitops_portal.records.queries import AuditEvent, Heads, Person

_DIGITS = 18


def follow(request: HttpRequest, about: About) -> None:
    """Keep where the page stands; to be asked before anything is read for it: what happens meanwhile is told."""
    heads = queries.heads(access.person(request), about)
    said = {"workspace": about.workspace, "request": about.request, "every": "1" if about.every else ""}
    numbers = {"own": heads.own, "all": heads.all}
    request._news = urlencode({name: word for name, word in said.items() if word} | numbers)  # type: ignore[attr-defined]  # noqa: SLF001 - beside what Django keeps on a request


def of_page(request: HttpRequest) -> dict[str, str]:
    """What the page asks with, for templates; of a page that follows nothing, whether something waits."""
    if not isinstance(getattr(request, "user", None), queries.Person):
        return {}
    if not hasattr(request, "_news"):
        follow(request, About())
    return {"news": request._news}  # type: ignore[attr-defined]  # noqa: SLF001


@require_GET
@never_cache
def news(request: HttpRequest) -> HttpResponse:
    """204 where nothing happened since the page stood there; else where it stands now, and what there is to tell."""
    person, about = access.person(request), _about(request)
    before, now = (_number(request, "own"), _number(request, "all")), queries.heads(person, about)
    if now == before:
        return HttpResponse(status=204)
    told = _told(person, about, now, before)
    return JsonResponse({"own": now.own, "all": now.all, "waiting": len(access.waiting_runs(request)), **told})


def _about(request: HttpRequest) -> About:
    workspace, key = (request.GET.get(name, "").replace("\0", "") for name in ("workspace", "request"))
    return About(workspace, key, bool(request.GET.get("every")))


def _number(request: HttpRequest, name: str) -> int:
    number = request.GET.get(name, "0")
    if not number.isdecimal() or len(number) > _DIGITS:
        raise Http404
    return int(number)


def _told(person: Person, about: About, now: Heads, before: tuple[int, int]) -> dict[str, Any]:
    """Sentences; or, for lists, the workspaces of which they show something else, and whether there are yet more."""
    count = min(now.own - before[0], now.all - before[1])  # a workspace that joins a change request brings old events
    if about.every:
        return {"changed": sorted(queries.changed_workspaces(person, count)), "more": count > queries.MOST_NEWS}
    return {"news": [_sentence(event, about) for event in queries.newest_events(person, about, count)]}


def _sentence(event: AuditEvent, about: About) -> str:
    """`Run 4 approved by Aisha Bello`; of a change request with the workspace before it."""
    happened = words.plain(event.verb.removeprefix("run."))
    by = f" by {event.actor.partition(' <')[0]}" if event.actor_kind == ActorKind.PERSON else ""
    return f"{event.chain.name}: " * bool(about.request) + f"Run {event.run_number} {happened}{by}"
