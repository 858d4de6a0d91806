"""The organisation's prices file in a browser: what holds in, checked, compared and saved out. For its owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gitops_portal.actions import own_prices as actions
from gitops_portal.core.errors import PortalError
from gitops_portal.records.queries import own_prices as of_prices
from gitops_portal.web import access
from gitops_portal.web.file_forms import FileForm, file_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class PricesText(FileForm):
    """The text of the file, and the digest of the one that it was made from."""

    text = file_text("Prices file", "Empty: list prices are paid.")


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    if request.method != "POST":
        held = of_prices.newest()
        first = {"text": held.source, "onto": held.digest} if held else {}
        return _page(request, PricesText(initial=first))
    form = PricesText(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        if request.POST.get("action") == "save":
            saved = actions.save(access.actor(request), text, form.cleaned_data["onto"])
            holds = f"Version {saved.version} applies from the next plan on." if saved else "Nothing changed."
            messages.success(request, holds)
            return redirect("own_prices.edit")
        changes = list(actions.differing(actions.check(text)))
    except PortalError as error:
        return _page(request, form, form.object_to(error))
    return _page(request, form, changes=changes, checked=True)


def _page(request: HttpRequest, form: PricesText, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "held": of_prices.newest(), **more}
    return render(request, "settings/own_prices.html", context, status=status)
