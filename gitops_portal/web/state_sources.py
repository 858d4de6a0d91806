"""Where a workspace's state is read from, and what came of it: shown to all who see it, set by its owners."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings as portal
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gitops_portal.actions import state_sources
from gitops_portal.core import s3_backend
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.core.s3_backend import Place
from gitops_portal.records.queries import state_sources as of_sources
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.models import StateSource
    from gitops_portal.records.queries import Workspace


class Source(forms.Form):
    bucket = forms.CharField(max_length=63)
    key = forms.CharField(max_length=1024, help_text="As the backend block has it: network/terraform.tfstate")
    terraform_workspace = forms.CharField(
        label="Terraform workspace", max_length=90, required=False, help_text="Empty: default, which lies at the key."
    )
    workspace_key_prefix = forms.CharField(
        label="Prefix of other workspaces",
        max_length=1024,
        required=False,
        help_text="workspace_key_prefix of the backend block.",
    )
    region = forms.CharField(max_length=40, required=False, help_text="Such as eu-west-1. Empty: the portal's own.")
    endpoint = forms.ChoiceField(required=False)
    role = forms.CharField(
        label="Role to assume", max_length=600, required=False, help_text="Its ARN. Empty: the portal's own identity."
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        known = [("", "AWS"), *((entry, entry) for entry in portal.STATE_ENDPOINTS)]
        self.fields["endpoint"].choices = known  # type: ignore[attr-defined]  # a choice field has choices


def shown(workspace: Workspace) -> dict[str, Any] | None:
    """What the workspace's page says of it; None where nothing is read."""
    source = getattr(workspace, "state_source", None)  # it came with the workspace
    if source is None:
        return None
    return {
        "source": source,
        "address": source.where.address,
        "failure": source.failure or source.refusal,
        "lock": source.lock,
        "locked_at": datetime.fromisoformat(since) if (since := source.lock.get("since")) else None,
    }


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    """What is sent says where the state lies, or that nothing is read any more."""
    workspace = access.workspace(request, slug, Role.OWNER)
    if request.POST.get("act") == "remove":
        stop = partial(state_sources.change, access.actor(request), workspace, None)
        return access.done(request, stop, "The state is no longer read.", "workspaces.state_source", slug)
    source = of_sources.source(workspace)
    form = Source(request.POST if request.method == "POST" else None, initial=_initial(workspace, source))
    if form.is_valid():
        try:
            state_sources.change(access.actor(request), workspace, Place(**form.cleaned_data))
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved. The state is read within half a minute.")
            return redirect("workspaces.detail", slug)
    context = {
        "workspace": workspace,
        "source": source,
        "form": form,
        "allowed": [entry.replace("{workspace}", slug) for entry in portal.STATE_BUCKETS],
        "external_id": s3_backend.external_id(slug),
    }
    return render(request, "workspaces/state_source.html", context, status=422 if form.is_bound else 200)


def _initial(workspace: Workspace, source: StateSource | None) -> dict[str, str]:
    """What is set; else bucket and key of the address that the workspace says of its state."""
    if source:
        return {name: getattr(source, name) for name in Source.base_fields}
    scheme, _, path = workspace.state_address.partition("://")
    bucket, _, key = path.partition("/")
    return {"workspace_key_prefix": s3_backend.PREFIX} | ({"bucket": bucket, "key": key} if scheme == "s3" else {})


@require_POST
def read_now(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.REVIEWER)
    ask = partial(state_sources.ask, access.actor(request), workspace)
    return access.done(request, ask, "The state is read within half a minute.", "workspaces.detail", slug)
