"""What belongs to no workspace: oneself, and for owners of the organisation people, tokens and the system's health."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings as portal
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import health, people, tokens
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.web import access, forms


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **shown: Any) -> HttpResponse:
    """The page with whichever form was sent and refused, or the secret that was just made."""
    person = access.person(request)
    context: dict[str, Any] = {"sees_everything": queries.everywhere(person), "password": forms.password(person)}
    if person.owns_organisation:
        context |= {
            "people": queries.people(),
            "roles": list(Role),
            "invite": forms.Invite(),
            "tokens": queries.tokens(),
            "new_token": forms.NewOrganisationToken(),
            "health": health.check(),
        }
    return render(request, "settings/index.html", {**context, **shown}, status=status)


@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """The other sessions of this person end with the old password; this one goes on."""
    person = access.person(request)
    form = forms.password(person, request.POST)
    if not form.is_valid():
        return _page(request, password=form, status=422)
    people.set_password(person, form.cleaned_data["new_password1"], access.client_address(request))
    update_session_auth_hash(request, person)
    messages.success(request, "From now on you can sign in with your e-mail and this password.")
    return redirect("settings.index")


@never_cache
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Makes the person and shows their first link, once."""
    access.require_owner(request)
    form = forms.Invite(request.POST)
    if not form.is_valid():
        return _page(request, invite=form, status=422)
    by = access.actor(request)
    try:
        invited = people.invite(by, **form.cleaned_data)
    except PortalError as error:
        form.add_error(None, str(error))
        return _page(request, invite=form, status=422)
    return _page(request, linked=invited, link=people.sign_in_link(invited, by=by))


@never_cache
@require_POST
def sign_in_link(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    person = access.chosen_person(request)
    return _page(request, linked=person, link=people.sign_in_link(person, by=access.actor(request)))


@require_POST
def role(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    form = forms.OrganisationRole(request.POST)
    if not form.is_valid():
        raise Http404
    person, chosen = access.chosen_person(request), form.cleaned_data["organisation_role"]
    told = (
        f"{person} is {chosen} in every workspace now." if chosen else f"{person} sees only their own workspaces now."
    )
    return access.done(request, partial(people.set_role, access.actor(request), person, chosen), told, "settings.index")


@require_POST
def ci_names(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    form = forms.PersonCiNames(request.POST)
    person = access.chosen_person(request)
    if not form.is_valid():
        messages.error(request, str(form.errors["ci_names"][0]))
        return redirect("settings.index")
    names = form.cleaned_data["ci_names"]
    told = f"CI knows {person} as {', '.join(names)} now." if names else f"CI knows {person} by no name of its own now."
    return access.done(
        request, partial(people.set_ci_names, access.actor(request), person, names), told, "settings.index"
    )


@require_http_methods(["GET", "POST"])
def deactivate(request: HttpRequest) -> HttpResponse:
    """Asks first: a deactivated person is out at once."""
    access.require_owner(request)
    person = access.chosen_person(request)
    if request.method == "GET":
        return render(request, "settings/deactivate.html", {"person": person, "waiting": queries.waiting_for(person)})
    close = partial(people.deactivate, access.actor(request), person)
    return access.done(
        request, close, f"{person} is deactivated. What they did stays in the audit trail.", "settings.index"
    )


@require_POST
def reactivate(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    person = access.chosen_person(request)
    open_again = partial(people.reactivate, access.actor(request), person)
    return access.done(request, open_again, f"{person} is active again.", "settings.index")


@never_cache
@require_POST
def new_token(request: HttpRequest) -> HttpResponse:
    """The one answer that shows the secret: it is not kept, so this page is never a redirect."""
    access.require_owner(request)
    form = forms.NewOrganisationToken(request.POST)
    if form.is_valid() and (slug := form.cleaned_data.pop("workspace")):
        try:
            form.cleaned_data["workspace"] = queries.workspace(slug, access.person(request))
        except ObjectDoesNotExist:
            form.add_error("workspace", f"There is no workspace “{slug}”.")
    if not form.is_valid():
        return _page(request, new_token=form, status=422)
    made, secret = tokens.create(access.actor(request), **form.cleaned_data)
    return _page(request, made=made, secret=secret, portal_url=portal.PORTAL_URL)


@require_POST
def revoke_token(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    form = forms.OneToken(request.POST)
    token = access.named(form, "token", queries.token)
    revoke = partial(tokens.revoke, access.actor(request), token)
    return access.done(request, revoke, f"{token.name} is revoked.", "settings.index")


@never_cache
@require_POST
def rotate_token(request: HttpRequest) -> HttpResponse:
    """The one answer that shows the new secret."""
    access.require_owner(request)
    form = forms.RotateToken(request.POST)
    token = access.named(form, "token", queries.token)
    try:
        secret = tokens.rotate(access.actor(request), token, form.cleaned_data["hours"])
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("settings.index")
    return _page(request, made=token, secret=secret, portal_url=portal.PORTAL_URL)
