"""Saved views of the workspaces list: the address of each, and what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import views as actions
from gitops_portal.core.errors import PortalError, Refused
from gitops_portal.records import queries
from gitops_portal.web import access, forms, workspace_table

if TYPE_CHECKING:
    from gitops_portal.records.queries import SavedView


@require_GET
@never_cache
def detail(request: HttpRequest, view: int) -> HttpResponse:
    """The list, as the view keeps it."""
    return _list(_view(request, view).query)


def _list(query: str) -> HttpResponse:
    return redirect(reverse("workspaces.index") + (f"?{query}" if query else ""))


def _view(request: HttpRequest, pk: int) -> SavedView:
    try:
        return queries.saved_view(access.person(request), pk)
    except ObjectDoesNotExist as error:
        raise Http404 from error


@require_POST
def new(request: HttpRequest) -> HttpResponse:
    form = forms.SavedView(request.POST)
    query = workspace_table.kept(QueryDict(request.POST.get("query", "")[:4000]))
    if not form.is_valid():
        messages.error(request, "A view needs a name of at most 80 characters.")
        return _list(query)
    person, address = access.person(request), access.client_address(request)
    try:
        made = actions.save(person, query=query, address=address, **form.cleaned_data)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{made.name}” is saved.")
    return _list(query)


@require_POST
def change(request: HttpRequest, view: int) -> HttpResponse:
    """Rename it or, where that was pressed, remove it."""
    found = _view(request, view)
    person, address = access.person(request), access.client_address(request)
    try:
        if "remove" in request.POST:
            actions.remove(person, found, address)
            told = f"“{found.name}” is removed."
        else:
            actions.rename(person, found, request.POST.get("name", "")[:200], address)
            told = "Saved."
    except Refused as error:
        raise PermissionDenied from error
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return _list(found.query)
