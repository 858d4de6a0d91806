"""The guardrails file in a browser: what holds now in, checked, compared and applied out. For owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gitops_portal.actions import backtests as backtesting
from gitops_portal.actions import guardrail_backtest, guardrail_book
from gitops_portal.adapters import rule_files
from gitops_portal.core.errors import PortalError
from gitops_portal.records import queries
from gitops_portal.records.queries import backtests as of_backtests
from gitops_portal.records.queries import rulebook
from gitops_portal.web import access, backtests
from gitops_portal.web.guardrail_forms import GuardrailsFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.actions.guardrail_backtest import Tried
    from gitops_portal.core.model import Finding
    from gitops_portal.core.rules.backtest import Otherwise
    from gitops_portal.web.guardrail_forms import Trial

SHOWN: Final = 50
"""Answers that would change, of the run that a file is tried on."""
LATEST: Final = 5
"""Backtests below the editor."""


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    if request.method != "POST":
        return _page(request, GuardrailsFile(initial=_first(request)))
    form = GuardrailsFile(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        with rule_files.placed(form.cleaned_data["text"]) as written:
            if request.POST.get("action") == "apply":
                return _apply(request, form, written.document)
            if request.POST.get("action") == "backtest":
                return _backtest(request, form)
            return _check(request, form, written.document)
    except PortalError as error:
        return _page(request, form, form.object_to(error))


def _first(request: HttpRequest) -> dict[str, Any]:
    """What holds; or the file of a backtest, where the address names one."""
    if (held := backtests.asked_for(request)) is None:
        return {"text": rule_files.write(rulebook.document()), "onto": guardrail_book.digest()}
    return {"text": held.text, **backtests.initial(request, held)}


def _backtest(request: HttpRequest, form: GuardrailsFile) -> HttpResponse:
    said = form.cleaned_data
    if said["days"] is None:
        form.add_error("days", "Enter the number of days.")
        return _page(request, form, 422)
    made = backtesting.start(access.actor(request), said["text"], said["days"], said["onto"])
    return backtests.back_to(reverse("guardrails.edit"), made, request)


def _apply(request: HttpRequest, form: GuardrailsFile, document: Mapping[str, Any]) -> HttpResponse:
    applied = guardrail_book.apply(access.actor(request), document, form.cleaned_data["onto"])
    holds = f"Version {applied.version} applies from the next plan on." if applied else ""
    messages.success(request, holds or "Nothing changed: this is already in effect.")
    return redirect("guardrails.index")


class Told(NamedTuple):
    """What the file would say of a run, as far as there is room for it."""

    tried: Tried
    shown: tuple[Otherwise, ...]
    left_out: int

    @property
    def rows(self) -> Iterator[tuple[Otherwise, Finding | None]]:
        """Each with the finding that it would be; None where it would pass."""
        after = self.tried.judged[1].findings if self.tried.judged else ()
        found = {(one.guardrail, one.address, str(one.status)): one for one in reversed(after)}
        for each in self.shown:
            yield each, found.get((each.guardrail, each.address, each.after))


def _check(request: HttpRequest, form: GuardrailsFile, document: Mapping[str, Any]) -> HttpResponse:
    changes = list(guardrail_book.differing(document))
    tried = tried_on(request, form, document)
    return _page(request, form, changes=changes, checked=True, tried=tried)


def tried_on(request: HttpRequest, form: Trial, document: Mapping[str, Any]) -> Told | None:
    """What a file would say of the run that was named; None where none was, or there is no such run."""
    if not form.cleaned_data["run"]:
        return None
    slug, number = form.cleaned_data["run"]
    try:
        run = queries.run(slug, number, access.person(request))
    except ObjectDoesNotExist:
        form.add_error("run", f"There is no run {slug}/{number}.")
        return None
    (tried,) = guardrail_backtest.tried_on(document, [run])
    return Told(tried, tried.otherwise[:SHOWN], max(0, len(tried.otherwise) - SHOWN))


def _page(request: HttpRequest, form: GuardrailsFile, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "held": rulebook.newest(), "backtests": of_backtests.latest(LATEST), **more}
    beside = backtests.beside_a_form(backtests.asked_for(request))
    return render(request, "guardrails/edit.html", context | beside, status=status)
