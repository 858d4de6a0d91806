"""The guardrails file in a browser: what holds now in, checked, compared and applied out. For owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gitops_portal.actions import guardrail_backtest, guardrail_book
from gitops_portal.adapters import rule_files
from gitops_portal.core.errors import PortalError
from gitops_portal.records import queries
from gitops_portal.records.queries import rulebook
from gitops_portal.web import access
from gitops_portal.web.guardrail_forms import GuardrailsFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.actions.guardrail_backtest import Tried
    from gitops_portal.core.rules.backtest import Otherwise

SHOWN: Final = 50
"""Answers that would be other ones, of the run that a file is tried on."""


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    if request.method != "POST":
        first = {"text": rule_files.write(rulebook.document()), "onto": guardrail_book.digest()}
        return _page(request, GuardrailsFile(initial=first))
    form = GuardrailsFile(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        with rule_files.placed(form.cleaned_data["text"]) as written:
            if request.POST.get("action") == "apply":
                return _apply(request, form, written.document)
            return _check(request, form, written.document)
    except PortalError as error:
        return _page(request, form, form.object_to(error))


def _apply(request: HttpRequest, form: GuardrailsFile, document: Mapping[str, Any]) -> HttpResponse:
    applied = guardrail_book.apply(access.actor(request), document, form.cleaned_data["onto"])
    holds = f"Version {applied.version} holds from the next plan on." if applied else ""
    messages.success(request, holds or "Nothing changed: it holds already.")
    return redirect("guardrails.index")


class Told(NamedTuple):
    """What the file would say of a run, as far as there is room for it."""

    tried: Tried
    shown: tuple[Otherwise, ...]
    left_out: int


def _check(request: HttpRequest, form: GuardrailsFile, document: Mapping[str, Any]) -> HttpResponse:
    changes = list(guardrail_book.differing(document))
    tried = _tried(request, form, document) if form.cleaned_data["run"] else None
    return _page(request, form, changes=changes, checked=True, tried=tried)


def _tried(request: HttpRequest, form: GuardrailsFile, document: Mapping[str, Any]) -> Told | None:
    slug, number = form.cleaned_data["run"]
    try:
        run = queries.run(slug, number, access.person(request))
    except ObjectDoesNotExist:
        form.add_error("run", f"There is no run {slug}/{number}.")
        return None
    (tried,) = guardrail_backtest.tried_on(document, [run])
    return Told(tried, tried.otherwise[:SHOWN], max(0, len(tried.otherwise) - SHOWN))


def _page(request: HttpRequest, form: GuardrailsFile, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "guardrails/edit.html", {"form": form, "held": rulebook.newest(), **more}, status=status)
