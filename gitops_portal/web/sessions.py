"""The sessions of whoever is signed in, and for owners those of somebody: listed, and ended at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gitops_portal.actions import second_factor, sessions, sso
from gitops_portal.records import queries
from gitops_portal.records.sessions import SessionStore
from gitops_portal.web import access, forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


def used(view: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Write down when a session was last used; that an open page asks for news is no use of it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        match = request.resolver_match
        if match and match.url_name != "news" and isinstance(request.session, SessionStore):
            request.session.used(access.client_address(request))
        return response

    return answer


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    shown = {"sessions": queries.sessions(access.person(request)), "this": _this(request)}
    return render(request, "settings/sessions.html", shown)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    form = forms.OneSession(request.POST)
    if not form.is_valid():
        raise Http404
    act = partial(sessions.end, access.actor(request), access.person(request), form.cleaned_data["session"])
    return access.done(request, act, "That session has ended.", "settings.sessions")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    ended = sessions.end_others(access.actor(request), access.person(request), _this(request))
    told = f"{ended} session{'s' if ended > 1 else ''} ended." if ended else "There was no other session."
    messages.success(request, told)
    return redirect("settings.sessions")


def _this(request: HttpRequest) -> str:
    return cast("SessionStore", request.session).name


@never_cache
@require_GET
def of_person(request: HttpRequest) -> HttpResponse:
    """How somebody comes in, for owners."""
    access.require_owner(request)
    person = access.chosen_person(request)
    shown = {"sessions": queries.sessions(person), "identities": queries.sso_identities(person)}
    shown |= {"factors": queries.second_factors(person)}
    return render(request, "settings/person.html", {"person": person, **shown})


@require_POST
def end_all(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    person = access.chosen_person(request)
    act = partial(sessions.end_all, access.actor(request), person)
    return access.done(request, act, f"{person} is signed out everywhere.", "settings.index")


@require_POST
def unlink(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    person = access.chosen_person(request)
    act = partial(sso.unlink, access.actor(request), person)
    return access.done(request, act, f"{person} is unlinked, and signed out everywhere.", "settings.index")


@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    person = access.chosen_person(request)
    act = partial(second_factor.reset, access.actor(request), person)
    return access.done(request, act, f"{person} signs in without a second factor now.", "settings.index")
