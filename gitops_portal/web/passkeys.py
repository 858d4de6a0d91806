"""Passkeys in the browser: what it is asked, kept in a signed cookie of its own, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import once, passkeys
from gitops_portal.actions.second_factor import PASSKEY
from gitops_portal.core.errors import PortalError, TooManyTries
from gitops_portal.web import access, forms
from gitops_portal.web.second_factor import changing, page
from gitops_portal.web.session import HALFWAY, enter, own_page, wait

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from gitops_portal.adapters.passkeys import Asked

COOKIE: Final = "passkey"
_SECONDS: Final = 60 * once.MINUTES


def _asked(asked: Asked) -> HttpResponse:
    answer = JsonResponse(asked.options)
    answer.set_cookie(
        COOKIE,
        signing.dumps(asked.state, salt=COOKIE),
        max_age=_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _state(request: HttpRequest) -> dict[str, Any] | None:
    try:
        state: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=_SECONDS)
    except signing.BadSignature:
        return None
    return state


@never_cache
@login_not_required
@require_GET
def ask(_: HttpRequest) -> HttpResponse:
    """Nothing is kept here: the question goes along with the browser."""
    return _asked(passkeys.ask())


@never_cache
@login_not_required
@require_POST
def come_in(request: HttpRequest) -> HttpResponse:
    form = forms.ShownPasskey(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        answer = form.cleaned_data["credential"]
        person = passkeys.come_in(_state(request), answer, access.client_address(request))
    except TooManyTries as error:
        return wait(request, error)
    except PortalError as error:
        shown = {"refused": str(error), "heading": "You are not signed in"}
        return render(request, "session/wait.html", shown, status=error.status)
    request.session.pop(HALFWAY, None)
    enter(request, person, PASSKEY)
    return redirect(own_page(request, form.cleaned_data["next"]))


@never_cache
@require_GET
def ask_for_new(request: HttpRequest) -> HttpResponse:
    return _asked(passkeys.ask_for_new(access.person(request)))


@changing
def add(request: HttpRequest) -> HttpResponse:
    """Shows the recovery codes, once, where there were none."""
    form, state = forms.NewPasskey(request.POST), _state(request)
    if not (form.is_valid() and state):
        messages.error(request, "No passkey was created: start again.")
        return redirect("settings.second_factor")
    told = form.cleaned_data
    codes = passkeys.add(
        access.person(request), state, told["credential"], told["name"], access.client_address(request)
    )
    messages.success(request, "From now on you can sign in with this passkey.")
    return page(request, codes=codes)


@changing
def remove(request: HttpRequest) -> HttpResponse:
    form = forms.OnePasskey(request.POST)
    if not form.is_valid():
        raise Http404
    passkeys.remove(access.person(request), form.cleaned_data["passkey"], access.client_address(request))
    messages.success(request, "That passkey no longer works.")
    return redirect("settings.second_factor")
