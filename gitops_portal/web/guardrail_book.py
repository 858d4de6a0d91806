"""The guardrails file in a browser: what holds now in, checked, compared and applied out. For owners."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gitops_portal.actions import guardrail_backtest, guardrail_book
from gitops_portal.adapters import rule_files
from gitops_portal.core.errors import Invalid, PortalError
from gitops_portal.core.placed import Misplaced
from gitops_portal.records import queries
from gitops_portal.records.queries import rulebook
from gitops_portal.web import access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.actions.guardrail_backtest import Tried
    from gitops_portal.core.rules.backtest import Otherwise

SHOWN: Final = 50
"""Answers that would be other ones, of the run that a file is tried on."""


class File(forms.Form):
    """A guardrails file, and the digest of the guardrails that it was made from."""

    text = forms.CharField(
        label="Guardrails file",
        max_length=rule_files.LARGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "class": "mono", "spellcheck": "false", "autocomplete": "off"}),
    )
    onto = forms.CharField(max_length=64, widget=forms.HiddenInput)
    run = forms.RegexField(
        r"\A[\w-]+(?:/| run )[0-9]{1,9}\Z",
        label="Try it on a run",
        required=False,
        help_text="Check judges its plan under the file, too: a workspace and a number, such as orders-prod/4.",
        error_messages={"invalid": "Write a workspace and a number, such as orders-prod/4."},
    )

    line: int | None = None
    """Which line is wrong, where one is."""

    def document(self) -> Any:
        """The plain values that are written there. Raises Invalid, which begins with the line."""
        return rule_files.read(self.cleaned_data["text"]).document

    def object_to(self, error: PortalError) -> int:
        """Say at the line what is wrong there; returns the status."""
        spot, why = "", str(error)
        if isinstance(error, Misplaced):
            spot = rule_files.read(self.cleaned_data["text"]).spot(error.place, error.spot)
        elif isinstance(error, Invalid) and why[:1].isdigit():
            spot, _, why = why.partition(": ")
        line, _, column = spot.partition(":")
        self.line = int(line) if line else None
        self.add_error("text", f"Line {line}{f', column {column}' if column else ''}: {why}" if line else why)
        return error.status


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    if request.method != "POST":
        first = {"text": rule_files.write(rulebook.document()), "onto": guardrail_book.digest()}
        return _page(request, File(initial=first))
    form = File(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        document = form.document()
        if request.POST.get("action") != "apply":
            changes = list(guardrail_book.differing(document))
            return _page(request, form, changes=changes, checked=True, tried=_tried(request, form, document))
        applied = guardrail_book.apply(access.actor(request), document, form.cleaned_data["onto"])
    except PortalError as error:
        return _page(request, form, form.object_to(error))
    said = (
        f"Version {applied.version} holds from the next plan on." if applied else "Nothing changed: it holds already."
    )
    messages.success(request, said)
    return redirect("guardrails.index")


class Told(NamedTuple):
    """What the file would say of a run, as far as there is room for it."""

    tried: Tried
    shown: tuple[Otherwise, ...]
    left_out: int


def _tried(request: HttpRequest, form: File, document: Mapping[str, Any]) -> Told | None:
    written = form.cleaned_data["run"]
    if not written:
        return None
    slug, number = re.split("/| run ", written)
    try:
        run = queries.run(slug, int(number), access.person(request))
    except ObjectDoesNotExist:
        form.add_error("run", f"There is no run {written}.")
        return None
    (tried,) = guardrail_backtest.tried_on(document, [run])
    return Told(tried, tried.otherwise[:SHOWN], max(0, len(tried.otherwise) - SHOWN))


def _page(request: HttpRequest, form: File, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "guardrails/edit.html", {"form": form, "held": rulebook.newest(), **more}, status=status)
