"""What workspaces may cost together, what they cost now, and what is approved: for whoever sees all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import budgets as actions
from gitops_portal.core.errors import PortalError
from gitops_portal.records import queries
from gitops_portal.records.queries import budgets as of_budgets
from gitops_portal.web import access
from gitops_portal.web.budget_forms import BudgetForm, OneBudget

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.core.rules.budgets import Standing
    from gitops_portal.records.queries import Workspace

_FIELDS = ("name", "amount", "scope", "selector", "tag_key", "tag_value")


@dataclass(frozen=True, slots=True)
class Row:
    """A budget of the page, and what stands against it."""

    pk: int
    held: Standing


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    if not queries.everywhere(access.person(request)):
        raise PermissionDenied
    return _page(request, BudgetForm())


def shared(request: HttpRequest, workspace: Workspace) -> dict[str, Any]:
    """For the page of a workspace or a run: the budgets that it counts to; sums for who sees every workspace."""
    sees = queries.everywhere(access.person(request))
    return {"shared": of_budgets.of_workspace(workspace, sums=sees), "shared_sums": sees}


def _page(request: HttpRequest, form: BudgetForm, status: int = 200, pk: int | None = None) -> HttpResponse:
    rows = of_budgets.rows()
    stand = of_budgets.stand([of_budgets.noun(row) for row in rows])
    context = {
        "rows": [Row(row.pk, held) for row, held in zip(rows, stand, strict=True)],
        "form": form,
        "changed": pk,
        "owns": access.person(request).owns_organisation,
    }
    return render(request, "budgets/index.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, budget: int) -> HttpResponse:
    access.require_owner(request)
    row = of_budgets.row(budget)
    if row is None:
        raise Http404
    if request.method == "GET":
        return _page(request, BudgetForm({name: getattr(row, name) for name in _FIELDS}), pk=budget)
    return _kept(request, budget)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    return _kept(request)


def _kept(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    form = BudgetForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422, pk)
    try:
        kept = actions.keep(access.actor(request), pk, **form.cleaned_data)
    except PortalError as error:
        form.add_error(None, str(error))
        return _page(request, form, 422, pk)
    messages.success(request, f"Saved: {kept.name}. Plans are checked against it from now on.")
    return redirect("budgets.index")


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    form = OneBudget(request.POST)
    if not form.is_valid():
        raise Http404
    act = partial(actions.remove, access.actor(request), form.cleaned_data["budget"])
    return access.done(request, act, "Removed: plans are no longer checked against it.", "budgets.index")
