"""A workspace's usage file in a browser: what holds in, checked, compared and saved out. For its owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gitops_portal.actions import usage as actions
from gitops_portal.adapters import rule_files
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.records.queries import usage as of_usage
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.queries import Workspace


class UsageText(forms.Form):
    """The text of the file, and the digest of the one that it was made from."""

    text = forms.CharField(
        label="Usage file",
        max_length=rule_files.LARGEST,
        strip=False,
        required=False,
        help_text="Empty: nothing is told, and what is paid by use stays out of the sums. Of Infracost’s usage file, "
        "ours is made first.",
        widget=forms.Textarea(attrs={"rows": 22, "class": "mono", "spellcheck": "false", "autocomplete": "off"}),
    )
    onto = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    line = 0
    """Which line is wrong, from 1; 0 where none is."""

    def object_to(self, error: PortalError) -> int:
        """Say what is wrong, at its line where that is known; returns the status."""
        said = str(error)
        if isinstance(error, rule_files.Wrong) and error.line:
            self.line = error.line
            said = f"Line {error.line}: {error.why}"
        self.add_error("text", said)
        return error.status


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER)
    if request.method != "POST":
        held = of_usage.newest(workspace)
        first = {"text": held.source if held else "", "onto": workspace.usage_version}
        return _page(request, workspace, UsageText(initial=first))
    form = UsageText(request.POST)
    if not form.is_valid():
        return _page(request, workspace, form, 422)
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        if actions.theirs(text):
            made = actions.of_infracost(text)
            return _page(request, workspace, _holding(made.text, form.cleaned_data["onto"]), made=made)
        if request.POST.get("action") == "save":
            saved = actions.save(access.actor(request), workspace, text, form.cleaned_data["onto"])
            holds = f"Version {saved.version} holds from the next plan on." if saved else "Nothing changed."
            messages.success(request, holds)
            return redirect("workspaces.usage", slug)
        changes = list(actions.differing(workspace, actions.check(text)))
    except PortalError as error:
        return _page(request, workspace, form, form.object_to(error))
    return _page(request, workspace, form, changes=changes, checked=True)


def _holding(text: str, onto: str) -> UsageText:
    return UsageText(initial={"text": text, "onto": onto})


def _page(request: HttpRequest, workspace: Workspace, form: UsageText, status: int = 200, **more: Any) -> HttpResponse:
    context = {"workspace": workspace, "form": form, "held": of_usage.newest(workspace), **more}
    return render(request, "workspaces/usage.html", context, status=status)
