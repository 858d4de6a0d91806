"""One's own second factor: an app, passkeys, recovery codes; set up and removed by who signed in just now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import second_factor
from gitops_portal.adapters import totp
from gitops_portal.core.errors import Invalid, PortalError, Refused
from gitops_portal.records import queries
from gitops_portal.web import access, forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

RECENT: Final = timedelta(minutes=15)
"""How long ago somebody may have signed in: a session that was left open changes nothing here."""


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return page(request)


def page(request: HttpRequest, status: int = 200, **shown: Any) -> HttpResponse:
    """The page, with what is shown once or was refused."""
    factors = queries.second_factors(access.person(request))
    context = {"factors": factors, "recent": _recent(request), "minutes": int(RECENT.total_seconds() // 60)}
    return render(request, "settings/second_factor.html", {**context, **shown}, status=status)


def _recent(request: HttpRequest) -> bool:
    began = request.session.get("began_at", "")
    return bool(began) and timezone.now() - datetime.fromisoformat(began) < RECENT


def changing(act: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A change that takes somebody who signed in a moment ago; what is refused is told on the page."""

    @never_cache
    @require_POST
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            if not _recent(request):
                raise Refused("You signed in a while ago: sign out and in again to change this.")
            return act(request)
        except PortalError as error:
            messages.error(request, str(error))
            return redirect("settings.second_factor")

    return answer


@changing
def begin_app(request: HttpRequest) -> HttpResponse:
    return _to_confirm(request, forms.Code())


@changing
def confirm_app(request: HttpRequest) -> HttpResponse:
    """Shows the recovery codes, once."""
    form = forms.Code(request.POST)
    if form.is_valid():
        try:
            code = form.cleaned_data["code"]
            codes = second_factor.confirm_app(access.person(request), code, access.client_address(request))
        except Invalid as error:
            form.add_error("code", str(error))
        else:
            messages.success(request, "From now on you are asked for a code after your password or link.")
            return page(request, codes=codes)
    return _to_confirm(request, form, 422)


def _to_confirm(request: HttpRequest, form: forms.Code, status: int = 200) -> HttpResponse:
    address = second_factor.begin_app(access.person(request))
    return page(request, status, form=form, picture=totp.drawn(address), secret=totp.secret_of(address))


@changing
def remove_app(request: HttpRequest) -> HttpResponse:
    second_factor.remove_app(access.person(request), access.client_address(request))
    messages.success(request, "You are no longer asked for codes.")
    return redirect("settings.second_factor")


@changing
def new_codes(request: HttpRequest) -> HttpResponse:
    codes = second_factor.new_codes(access.person(request), access.client_address(request))
    return page(request, codes=codes)
