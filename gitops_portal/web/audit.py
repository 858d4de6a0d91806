"""The trail: who did what, on what, when, from where, why; its proof, and the file to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from gitops_portal.actions import audit, checkpoints
from gitops_portal.records import queries
from gitops_portal.web import access, forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.records.queries import AuditEvent, Workspace

SIZE = 50
FORMS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every event a person may see; the organisation's own chain is verified for who may read it."""
    person = access.person(request)
    whole = bool(person.organisation_role)
    asked = [chain.name for chain in queries.chains(person)] if request.GET.get("verify") == "all" else []
    return _page(request, None, asked or ([queries.ORGANISATION] if whole else []), exports=whole)


@require_GET
def workspace(request: HttpRequest, slug: str) -> HttpResponse:
    found = access.workspace(request, slug)
    return _page(request, found, [found.slug], exports=True)


def _page(request: HttpRequest, of: Workspace | None, chains: Iterable[str], *, exports: bool) -> HttpResponse:
    form = forms.AuditFilter(request.GET)
    trail = form.trail(of.slug if of else "") if form.is_valid() else None
    person, before = access.person(request), request.GET.get("before", "")
    older = int(before) if before.isdecimal() and len(before) < 19 else None  # noqa: PLR2004 - a 64-bit number's digits
    events = queries.events(person, trail, older, SIZE + 1) if trail else []
    return render(
        request,
        "audit/index.html",
        {
            "workspace": of,
            "form": form,
            "narrowed": any(request.GET.get(name) for name in form.fields),
            "verbs": queries.verbs(person, of.slug if of else ""),
            "events": events[:SIZE],
            "older": _older(request, events),
            "verified": [(name, checkpoints.since_last(name)) for name in chains],
            "verified_at": timezone.now(),
            "exports": exports,
            "slugs": queries.slugs(person),
        },
        status=200 if trail else 422,
    )


def _older(request: HttpRequest, events: list[AuditEvent]) -> str:
    """The address of the next page, empty on the last."""
    if len(events) <= SIZE:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(events[SIZE - 1].pk)
    return f"?{asked.urlencode()}"


@require_GET
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The organisation's own chain."""
    if not access.person(request).organisation_role:
        raise PermissionDenied
    return _file(request, queries.ORGANISATION)


@require_GET
def workspace_export(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
    return _file(request, access.workspace(request, slug).slug)


def _file(request: HttpRequest, chain: str) -> StreamingHttpResponse:
    form = request.GET.get("format", "jsonl")
    if form not in FORMS:
        raise Http404
    name = f"audit-{chain}-{timezone.now():%Y%m%dT%H%M%SZ}.{form}"
    return StreamingHttpResponse(
        audit.export(chain, form),
        content_type=FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
