"""The trail: who did what, on what, when, from where, why; its proof, and the file to take away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gitops_portal.actions import audit, checkpoints, exports, verification
from gitops_portal.actions.audit import PORTAL
from gitops_portal.core.events import Verb
from gitops_portal.core.model import ActorKind
from gitops_portal.records import queries
from gitops_portal.web import access, forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.records.queries import AuditEvent, Workspace

SIZE = 50
FOLDED = 2
"""So many events of machines in a row are folded."""
FORMS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson", "jwt": "application/jwt"}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every event a person may see; the organisation's own chain is verified for who may read it."""
    person = access.person(request)
    whole = queries.everywhere(person)
    asked = [chain.name for chain in queries.chains(person)] if request.GET.get("verify") == "all" else []
    return _page(request, None, asked or ([queries.ORGANISATION] if whole else []), exports=whole)


@require_GET
def workspace(request: HttpRequest, slug: str) -> HttpResponse:
    found = access.workspace(request, slug)
    return _page(request, found, [found.slug], exports=True)


def _page(request: HttpRequest, of: Workspace | None, chains: Iterable[str], *, exports: bool) -> HttpResponse:
    form = forms.AuditFilter(request.GET)
    trail = form.trail(of.slug if of else "") if form.is_valid() else None
    person, behind = access.person(request), request.GET.get("before", "")
    at = int(behind) if behind.isdecimal() and len(behind) < 19 else None  # noqa: PLR2004 - a 64-bit number's digits
    events = queries.events(person, trail, at, SIZE + 1) if trail else []
    narrowed = _narrowed(form)
    return render(
        request,
        "audit/index.html",
        {
            "workspace": of,
            "form": form,
            "narrowed": narrowed,
            "verbs": list(Verb),
            "events": events[:SIZE],
            "groups": folded(events[:SIZE], at_least=SIZE if narrowed else FOLDED),
            "following": _following(request, events),
            "verified": [(name, verification.since_last(name)) for name in chains],
            "verified_at": timezone.now(),
            "exports": exports or narrowed,
            "query": _query(request),
            "slugs": queries.slugs(person),
        },
        status=200 if trail else 422,
    )


def _narrowed(form: forms.AuditFilter) -> bool:
    """Whether anything but the order was asked for."""
    return any(form.data.get(name) for name in form.fields if name != "order")


def _query(request: HttpRequest) -> str:
    """What was asked for, without the place in the list: the file holds all of it."""
    asked = request.GET.copy()
    asked.pop("before", None)
    asked.pop("verify", None)
    return asked.urlencode()


@dataclass(frozen=True, slots=True)
class Group:
    """Events that follow each other: of a person each stands alone, of machines many are folded."""

    events: list[AuditEvent]
    folded: bool

    @property
    def told(self) -> str:
        """`6 run.uploaded, 6 run.evaluated`."""
        return ", ".join(f"{count} {verb}" for verb, count in Counter(one.verb for one in self.events).most_common())


def folded(events: Iterable[AuditEvent], at_least: int) -> list[Group]:
    """Events in order; so many of machines without one of a person between them are folded."""
    groups = []
    for machine, same in groupby(events, key=_by_machine):
        found = list(same)
        if machine and len(found) >= at_least:
            groups.append(Group(found, folded=True))
        else:
            groups += [Group([event], folded=False) for event in found]
    return groups


def _by_machine(event: AuditEvent) -> bool:
    """Whether CI or the portal itself did it; what an operator does on the command line stands under another name."""
    return event.actor_kind in {ActorKind.TOKEN, ActorKind.CI} or (event.actor_kind, event.actor) == (
        PORTAL.kind,
        PORTAL.name,
    )


def _following(request: HttpRequest, events: list[AuditEvent]) -> str:
    """The address of the next page, empty on the last."""
    if len(events) <= SIZE:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(events[SIZE - 1].pk)
    return f"?{asked.urlencode()}"


@require_GET
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What was asked for, as far as a person sees it; the organisation's own chain where nothing was."""
    return _file(request, None)


@require_GET
def workspace_export(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    """What was asked for of a workspace's chain; the whole of it, to be verified, where nothing was."""
    return _file(request, access.workspace(request, slug))


def _file(request: HttpRequest, of: Workspace | None) -> HttpResponse | StreamingHttpResponse:
    kind, form = request.GET.get("format", "jsonl"), forms.AuditFilter(request.GET)
    if kind not in FORMS:
        raise Http404
    if not form.is_valid():
        return _page(request, of, [], exports=False)
    person = access.person(request)
    chain = of.slug if of else queries.ORGANISATION
    if kind == "jwt":
        return _checkpoint(request, of, chain)
    narrowed = _narrowed(form)
    if not (narrowed or of or queries.everywhere(person)):
        raise PermissionDenied
    event = exports.told(access.actor(request), of, kind, form.asked if narrowed else {})
    if narrowed:
        found = queries.every_event(person, form.trail(of.slug if of else ""), before=event.pk)
        lines = audit.written(found, kind)
        chain = f"{of.slug}-part" if of else "part"
    else:
        lines = audit.export(chain, kind)
    return _download(lines, f"audit-{chain}", kind)


def _download(lines: Iterable[str], name: str, kind: str) -> StreamingHttpResponse:
    name = f"{name}-{timezone.now():%Y%m%dT%H%M%SZ}.{kind}"
    return StreamingHttpResponse(
        lines,
        content_type=FORMS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _checkpoint(request: HttpRequest, of: Workspace | None, chain: str) -> HttpResponse | StreamingHttpResponse:
    """A chain's end, signed now: to hold the trail against it later. What is broken is shown, and not signed."""
    if not (of or queries.everywhere(access.person(request))):
        raise PermissionDenied
    found = verification.since_last(chain).found
    if not found.intact:
        return _page(request, of, [chain], exports=True)
    return _download([checkpoints.token(chain, found) + "\n"], f"checkpoint-{chain}", "jwt")
