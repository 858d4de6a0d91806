"""A request in, who asks and what they may do out: what somebody may not see answers as if it were not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from gitops_portal.actions import people
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.web import forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from gitops_portal.core.model import Actor
    from gitops_portal.records.queries import Person, Request, Run, Waiting, Workspace

T = TypeVar("T")


def person(request: HttpRequest) -> Person:
    """Who is signed in. The login middleware stands before every page that asks."""
    if not isinstance(request.user, queries.Person):
        raise PermissionDenied
    return request.user


def actor(request: HttpRequest) -> Actor:
    """Who asks, as actions record it."""
    return people.as_actor(person(request), client_address(request))


def client_address(request: HttpRequest) -> str:
    """The address the request came from; the proxy's word counts only where a proxy is declared, and only its last."""
    near = str(request.META.get("REMOTE_ADDR", ""))
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        near = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() or near
    return near[:64]


def role_in(person: Person, workspace: Workspace) -> Role | None:
    return queries.role_in(person, workspace)


def role_in_named(person: Person, slug: str) -> Role | None:
    """The role in a workspace that a form names; None also where there is no such workspace to see."""
    try:
        return queries.role_in(person, queries.workspace(slug, person))
    except ObjectDoesNotExist:
        return None


def may(request: HttpRequest, workspace: Workspace, needs: Role) -> bool:
    role = queries.role_in(person(request), workspace)
    return role is not None and role.covers(needs)


def workspace(request: HttpRequest, slug: str, needs: Role = Role.VIEWER) -> Workspace:
    """The workspace; 404 when this person may not know of it, 403 when their role is too small."""
    try:
        found = queries.workspace(slug, person(request))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if needs is not Role.VIEWER and not may(request, found, needs):
        raise PermissionDenied
    return found


def named(form: Form, field: str, find: Callable[[int], T]) -> T:
    """The row that a form names. Raises Http404 where it names none, or none that is there."""
    if not form.is_valid():
        raise Http404
    try:
        return find(form.cleaned_data[field])
    except ObjectDoesNotExist as error:
        raise Http404 from error


def chosen_person(request: HttpRequest) -> Person:
    """Whom a form or an address of the settings names; 404 where that is nobody."""
    return named(forms.OnePerson(request.POST or request.GET), "person", queries.person)


def run(request: HttpRequest, slug: str, number: int, needs: Role = Role.VIEWER) -> Run:
    """The run with its workspace; 404 and 403 as for workspaces."""
    try:
        found = queries.run(slug, number, person(request))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if needs is not Role.VIEWER and not may(request, found.workspace, needs):
        raise PermissionDenied
    return found


def change_request(request: HttpRequest, key: str) -> Request:
    """The change request, as far as its workspaces are this person's to see; 404 where none of them is."""
    found = queries.change_request(person(request), key)
    if found is None:
        raise Http404
    return found


def require_owner(request: HttpRequest) -> None:
    """403 for everyone who does not own the organisation."""
    if not person(request).owns_organisation:
        raise PermissionDenied


def waiting(request: HttpRequest) -> dict[str, int]:
    """How many runs wait for whoever is signed in, for the head of every page."""
    user = getattr(request, "user", None)
    if not isinstance(user, queries.Person):
        return {"waiting_count": 0}
    return {"waiting_count": len(waiting_runs(request))}


def waiting_runs(request: HttpRequest) -> list[Waiting]:
    """The runs that wait for whoever is signed in, asked for once a request: the page and its head show the same."""
    found: list[Waiting] | None = getattr(request, "_waiting", None)
    if found is None:
        found = queries.waiting_for(person(request))
        request._waiting = found  # type: ignore[attr-defined]  # noqa: SLF001 - beside what Django keeps on a request
    return found


def done(request: HttpRequest, act: Callable[[], object], told: str, page: str, *arguments: object) -> HttpResponse:
    """Act, tell the outcome on the next page, and go there: the end of every POST that shows nothing of its own."""
    try:
        act()
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect(page, *arguments)
