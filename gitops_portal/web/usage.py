"""A workspace's usage file in a browser: what holds in, checked, compared and saved out. For its owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gitops_portal.actions import usage as actions
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.records.queries import usage as of_usage
from gitops_portal.web import access
from gitops_portal.web.file_forms import FileForm, file_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.queries import Workspace


class UsageText(FileForm):
    """The text of the file, and the digest of the one that it was made from."""

    text = file_text(
        "Usage file",
        "Empty: usage-based costs stay out of the totals. An Infracost usage file is converted first.",
    )


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
            holds = f"Version {saved.version} applies from the next plan on." if saved else "Nothing changed."
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
