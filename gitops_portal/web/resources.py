"""One resource of a workspace as a page: what every run did to it, what was decided, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.core.address import without_keys
from gitops_portal.records import queries
from gitops_portal.web import access

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
@never_cache
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug)
    address = request.GET.get("address", "").strip()
    block = without_keys(address)
    return render(
        request,
        "resources/detail.html",
        {
            "workspace": workspace,
            "address": address,
            "one_of": block if block != address else "",
            "page": queries.resource_history(workspace, address, request.GET.get("page", "1")),
        },
    )
