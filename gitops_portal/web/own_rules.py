"""Guardrails of owners' own, in forms: a kind is chosen, its fields filled in, and what it would change is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import backtests as backtesting
from gitops_portal.actions import guardrail_book
from gitops_portal.adapters import rule_files
from gitops_portal.core.errors import PortalError
from gitops_portal.core.placed import Misplaced
from gitops_portal.core.rules.own_kinds import OWN_KINDS
from gitops_portal.records.queries import rulebook
from gitops_portal.web import access, backtests
from gitops_portal.web.guardrail_book import tried_on
from gitops_portal.web.guardrail_forms import Trial
from gitops_portal.web.own_rule_forms import Sheet

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.models import Backtest


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    return render(request, "guardrails/kinds.html", {"kinds": OWN_KINDS})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    access.require_owner(request)
    if kind not in OWN_KINDS:
        raise Http404
    if (begun := backtests.asked_for(request)) and request.method == "GET":
        called = request.GET.get("rule", "")
        return _again(request, kind, "", begun, {**_of_file(begun, called, kind), "id": called})
    return _answer(request, kind, "", {})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, own: str) -> HttpResponse:
    access.require_owner(request)
    held = rulebook.own_rules().get(own)
    if held is None:
        raise Http404
    if (begun := backtests.asked_for(request)) and request.method == "GET":
        return _again(request, held["kind"], own, begun, _of_file(begun, own, held["kind"]))
    return _answer(request, held["kind"], own, held)


def _of_file(begun: Backtest, called: str, kind: str) -> dict[str, Any]:
    """A rule as the file of a backtest says it."""
    try:
        rules = rule_files.read(begun.text).document.get("rules")
    except PortalError as error:
        raise Http404 from error
    rule = rules.get(called) if isinstance(rules, dict) else None
    if not isinstance(rule, dict) or rule.get("kind") != kind:
        raise Http404
    return rule


def _again(request: HttpRequest, kind: str, name: str, begun: Backtest, told: dict[str, Any]) -> HttpResponse:
    """The form as it was when a backtest was begun in it, and how far that is."""
    sheet = Sheet(kind, list(rulebook.document()["lists"]), told)
    trial = Trial(initial=backtests.initial(request, begun))
    return _page(request, name, sheet, trial)


def _answer(request: HttpRequest, kind: str, name: str, held: dict[str, Any]) -> HttpResponse:
    """The form of one rule; with what was sent, what comes of it."""
    sent = request.POST if request.method == "POST" else None
    sheet = Sheet(kind, list(rulebook.document()["lists"]), held, sent)
    trial = Trial(sent, initial={"onto": guardrail_book.digest()})
    if sent is None:
        return _page(request, name, sheet, trial)
    if not all([sheet.is_valid(), trial.is_valid()]):
        return _page(request, name, sheet, trial, 422)
    called = name or sheet.form.cleaned_data["id"]
    if not name and called in rulebook.own_rules():
        sheet.form.add_error("id", "This id exists already: open that one, or choose another id.")
        return _page(request, name, sheet, trial, 422)
    try:
        return _act(request, called, sheet, trial, name)
    except Misplaced as error:
        sheet.object_to(error, called)
        return _page(request, name, sheet, trial, error.status)
    except PortalError as error:
        sheet.form.add_error(None, str(error))
        return _page(request, name, sheet, trial, error.status)


def _act(request: HttpRequest, called: str, sheet: Sheet, trial: Trial, name: str) -> HttpResponse:
    """Save it, or show what it would change. Raises PortalError."""
    action = request.POST.get("action")
    if action not in {"check", "backtest"}:
        saved = guardrail_book.put(access.actor(request), called, sheet.told, trial.cleaned_data["onto"])
        messages.success(request, "Saved. It applies from the next plan on." if saved else "Nothing changed.")
        return redirect("guardrails.detail", called)
    document = guardrail_book.with_rule(called, sheet.told)
    changes = list(guardrail_book.differing(document))
    if action == "check":
        tried = tried_on(request, trial, document)
        return _page(request, name, sheet, trial, changes=changes, checked=True, tried=tried)
    if trial.cleaned_data["days"] is None:
        trial.add_error("days", "Enter the number of days.")
        return _page(request, name, sheet, trial, 422)
    text, onto = rule_files.write(document), trial.cleaned_data["onto"]
    begun = backtesting.start(access.actor(request), text, trial.cleaned_data["days"], onto)
    return backtests.back_to(request.path, begun, request, rule="" if name else called)


def _page(request: HttpRequest, name: str, sheet: Sheet, trial: Trial, status: int = 200, **more: Any) -> HttpResponse:
    told = {"name": name, "sheet": sheet, "trial": trial, "kind": OWN_KINDS[sheet.kind]}
    beside = backtests.beside_a_form(backtests.asked_for(request))
    context = {**told, **beside, "refused": status == Misplaced.status, **more}
    return render(request, "guardrails/rule.html", context, status=status)


@require_POST
def remove(request: HttpRequest, own: str) -> HttpResponse:
    access.require_owner(request)
    trial = Trial(request.POST)
    if own not in rulebook.own_rules() or not trial.is_valid():
        raise Http404
    try:
        guardrail_book.remove(access.actor(request), own, trial.cleaned_data["onto"])
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("own_rules.edit", own)
    messages.success(request, f"Removed {own}, and its settings. Plans are checked without it from now on.")
    return redirect("guardrails.index")
