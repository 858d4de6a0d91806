"""Run tasks of HCP Terraform, for owners of the organisation: where each belongs, its key, and what it was asked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from gitops_portal.actions import run_tasks
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries import run_tasks as of_tasks
from gitops_portal.web import access

if TYPE_CHECKING:
    from gitops_portal.records.models import RunTask

SHOWN: Final = 50
"""Requests on the page."""


class RunTaskSettings(forms.Form):
    name = forms.CharField(max_length=100, help_text="Shown in lists and in the audit trail.")
    host = forms.ChoiceField(help_text="Of the API there. The operator allows others in TERRAFORM_HOSTS.")
    organization = forms.CharField(max_length=100, help_text="Of HCP Terraform, as its address has it.")
    patterns = forms.CharField(
        label="Workspaces", max_length=500, required=False, help_text="Their names there: prod-*, network. Empty: all."
    )
    rule = forms.CharField(
        label="Named here",
        max_length=100,
        initial="{workspace}",
        help_text="{organization}-{workspace}; other characters than letters, digits and hyphens become a hyphen.",
    )
    may_create = forms.BooleanField(required=False, label="Make workspaces that are not there yet")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["host"].choices = [(host, host) for host in settings.TERRAFORM_HOSTS]  # type: ignore[attr-defined]  # of a choice


def _found(request: HttpRequest, task: int) -> RunTask:
    access.require_owner(request)
    try:
        return of_tasks.run_task(task)
    except ObjectDoesNotExist as error:
        raise Http404 from error


@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """All of them, with what was asked last; what is sent makes a new one, and its key is shown."""
    access.require_owner(request)
    if request.method == "GET":
        return _page(request, RunTaskSettings())
    form = RunTaskSettings(request.POST)
    if form.is_valid():
        try:
            made, key = run_tasks.add(access.actor(request), **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            return _one(request, made, key=key)
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: RunTaskSettings, status: int = 200) -> HttpResponse:
    context = {"tasks": of_tasks.run_tasks(), "requests": of_tasks.requests(SHOWN), "form": form}
    return render(request, "run_tasks/index.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, task: int) -> HttpResponse:
    """One of them; what is sent changes it."""
    found = _found(request, task)
    if request.method == "GET":
        return _one(request, found)
    form = RunTaskSettings(request.POST)
    if form.is_valid():
        try:
            run_tasks.change(access.actor(request), found.pk, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("run_tasks.detail", found.pk)
    return _one(request, found, status=422, form=form)


def _one(request: HttpRequest, task: RunTask, status: int = 200, **shown: Any) -> HttpResponse:
    """The page with the form that was refused, or the key that was just made."""
    initial = {name: getattr(task, name) for name in run_tasks.CHANGEABLE}
    context = {
        "task": task,
        "form": RunTaskSettings(initial=initial),
        "url": settings.PORTAL_URL + reverse("api:asked", args=[task.key]),
        "here": reverse("run_tasks.detail", args=[task.pk]),
    }
    return render(request, "run_tasks/detail.html", context | shown, status=status)


@never_cache
@require_POST
def new_key(request: HttpRequest, task: int) -> HttpResponse:
    """The one answer that shows the new key."""
    found = _found(request, task)
    return _one(request, found, key=run_tasks.new_key(access.actor(request), found.pk))


@require_POST
def remove(request: HttpRequest, task: int) -> HttpResponse:
    found = _found(request, task)
    act = partial(run_tasks.remove, access.actor(request), found.pk)
    return access.done(request, act, f"Run task {found.name} is removed.", reverse("run_tasks.index"))
