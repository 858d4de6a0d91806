"""Rules that ignore drift: what they silence, what they may not, how often, and until when."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import drift_rules as actions
from gitops_portal.core import permits
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.core.rules.scope import ScopeKind
from gitops_portal.records.queries import drift_rules as queries
from gitops_portal.web import access
from gitops_portal.web.drift_forms import NewRule, OneRule

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ENDED = 20
"""Rules that have ended, on the page."""


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    told = ("address", "type", "attribute", "scope", "selector")
    return _page(request, NewRule(initial={name: request.GET[name] for name in told if name in request.GET}))


def _page(request: HttpRequest, form: NewRule, status: int = 200) -> HttpResponse:
    held, ended = queries.seen(access.person(request), timezone.now(), ENDED)
    owned = {rule.pk for rule in held if _objection(request, rule.scope, rule.selector) is None}
    context = {"form": form, "rules": held, "ended": ended, "owned": owned}
    return render(request, "drift/rules.html", context, status=status)


def _objection(request: HttpRequest, scope: str, selector: str) -> PortalError | None:
    """Why who asks may not make or end a rule there."""
    person = access.person(request)
    role = Role(person.organisation_role) if person.organisation_role else None
    if scope == ScopeKind.WORKSPACE and role is not Role.OWNER:
        role = access.role_in_named(person, selector)
    return permits.objection_to_ignoring_drift(role)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    form = NewRule(request.POST)
    told = form.data.get("scope", ""), form.data.get("selector", "")
    if _objection(request, *told):
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        rule = actions.add(access.actor(request), **form.cleaned_data)
    except PortalError as error:
        form.add_error(None, str(error))
        return _page(request, form, 422)
    messages.success(request, _told(queries.counts(rule.pk)))
    return redirect("drift.rules")


def _told(counts: tuple[int, int]) -> str:
    uses, held_back = counts
    said = f"Saved. It silences {uses:,} resource{'' if uses == 1 else 's'} that drifted now."
    return f"{said} {held_back:,} it matches but may not silence: they are serious." if held_back else said


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    form = OneRule(request.POST)
    rule = queries.rule(form.cleaned_data["rule"]) if form.is_valid() else None
    if rule is None:
        raise Http404
    if _objection(request, rule.scope, rule.selector):
        raise PermissionDenied
    act = partial(actions.end, access.actor(request), rule.pk)
    return access.done(request, act, "Ended: what it silenced is reported again.", "drift.rules")
