"""Who must approve, in words and as code, for whoever has a role in every workspace; its owners change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import approvals
from gitops_portal.core.approval_rules import told
from gitops_portal.core.approval_rules.reading import SECTIONS
from gitops_portal.core.errors import PortalError
from gitops_portal.core.placed import Misplaced
from gitops_portal.records import queries
from gitops_portal.records.queries import asked
from gitops_portal.records.queries import teams as of_teams
from gitops_portal.web import access, approval_forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from gitops_portal.core.approval_rules.book import AutoRule, Freeze, Rule

_CALLED = {"approvals": "approval rule", "auto_approve": "rule that approves", "freezes": "freeze"}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    person = access.person(request)
    if not queries.everywhere(person):
        raise PermissionDenied
    held, book = asked.newest_book(), asked.book()
    parts = [
        ("approvals", "Who must approve", list(_lines(book.approvals))),
        ("auto_approve", "What is approved by rule", list(_lines(book.auto_approve))),
        ("freezes", "When nothing is applied", list(_lines(book.freezes))),
    ]
    context = {"held": held, "parts": parts, "changes": person.owns_organisation, "called": _CALLED}
    return render(request, "approvals/index.html", context)


def _lines(rules: Mapping[str, Rule] | Mapping[str, AutoRule] | Mapping[str, Freeze]) -> Iterator[tuple[str, str, str]]:
    """Each rule: its id, its title, and what it says."""
    for name, rule in rules.items():
        yield name, rule.title or name, told.sentence(rule)


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, part: str, rule: str = "") -> HttpResponse:
    """The form of one rule, or of a new one; what is sent takes its place."""
    access.require_owner(request)
    rules = _rules(part)
    if rule and rule not in rules:
        raise Http404
    teams = [(team.slug, team.name) for team in of_teams.teams(access.person(request))]
    sheet = approval_forms.Sheet(part, rule, teams, rules.get(rule), request.POST if request.method == "POST" else None)
    refused = _put(request, part, rule, sheet) if request.method == "POST" else 0
    if request.method == "POST" and not refused:
        return redirect("approvals.index")
    held = asked.newest_book()
    context = {
        "part": part,
        "rule": rule,
        "sheet": sheet,
        "called": _CALLED[part],
        "onto": request.POST.get("onto") or (held.version if held else 0),
        "loses_comments": held is not None and "#" in held.source,
    }
    return render(request, "approvals/rule.html", context, status=refused or 200)


def _rules(part: str) -> Mapping[str, Any]:
    """The rules of a part that hold now, as plain values by id."""
    if part not in SECTIONS:
        raise Http404
    found: Mapping[str, Any] = asked.book().written()[part]
    return found


def _put(request: HttpRequest, part: str, rule: str, sheet: approval_forms.Sheet) -> int:
    """Let what was sent hold. Returns the status that refuses it, 0 where nothing does."""
    seen = approval_forms.Seen(request.POST)
    if not (sheet.is_valid() and seen.is_valid()):
        return 422
    name = rule or sheet.form.cleaned_data["id"]
    if not rule and name in _rules(part):
        sheet.form.add_error("id", "This id exists already: open that one, or choose another id.")
        return 422
    try:
        book = approvals.put(access.actor(request), part, name, sheet.told, seen.cleaned_data["onto"])
    except Misplaced as error:
        sheet.object_to(error)
        return error.status
    except PortalError as error:
        sheet.form.add_error(None, str(error))
        return error.status
    messages.success(request, f"Saved. {told.sentence(getattr(book, part)[name])}")
    return 0


@require_POST
def remove(request: HttpRequest, part: str, rule: str) -> HttpResponse:
    access.require_owner(request)
    seen = approval_forms.Seen(request.POST)
    if rule not in _rules(part) or not seen.is_valid():
        raise Http404
    try:
        approvals.remove(access.actor(request), part, rule, seen.cleaned_data["onto"])
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Removed {rule}. It no longer applies to runs that are not applied yet.")
    return redirect("approvals.index")
