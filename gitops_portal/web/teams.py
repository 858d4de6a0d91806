"""Teams: a list, and one with its members and the roles that it gives; owners of the organisation change them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import teams
from gitops_portal.core.errors import PortalError
from gitops_portal.records import queries
from gitops_portal.records.queries import teams as of_teams
from gitops_portal.web import access, forms

if TYPE_CHECKING:
    from gitops_portal.records.models import Team


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The teams that somebody may know of; what is sent makes a new one."""
    form = forms.NewTeam(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        access.require_owner(request)
        if form.is_valid():
            try:
                made = teams.create(access.actor(request), **form.cleaned_data)
            except PortalError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"Team {made.name} is created. Add people, and give it a role.")
                return redirect("teams.detail", made.slug)
    found = of_teams.teams(access.person(request))
    return render(request, "teams/index.html", {"teams": found, "form": form}, status=422 if form.is_bound else 200)


@require_GET
def detail(request: HttpRequest, team: str) -> HttpResponse:
    return _page(request, _team(request, team))


def _page(request: HttpRequest, team: Team, status: int = 200, **shown: Any) -> HttpResponse:
    context: dict[str, Any] = {"team": team, "changes": access.person(request).owns_organisation}
    if context["changes"]:
        outside = [(person.pk, f"{person.name} ({person.email})") for person in of_teams.people_not_in(team)]
        context |= {"outside": outside, "add": forms.TeamMember(people=outside), "give": forms.TeamRole()}
    return render(request, "teams/detail.html", {**context, **shown}, status=status)


def _team(request: HttpRequest, slug: str) -> Team:
    try:
        return of_teams.team(access.person(request), slug)
    except ObjectDoesNotExist as error:
        raise Http404 from error


@require_POST
def add(request: HttpRequest, team: str) -> HttpResponse:
    access.require_owner(request)
    found = _team(request, team)
    outside = [(person.pk, person.email) for person in of_teams.people_not_in(found)]
    form = forms.TeamMember(request.POST, people=outside)
    if not form.is_valid():
        return _page(request, found, add=form, status=422)
    person = queries.person(form.cleaned_data["person"])
    put = partial(teams.add, access.actor(request), found, person)
    return access.done(request, put, f"{person} is in {found.name} now.", "teams.detail", team)


@require_POST
def take_out(request: HttpRequest, team: str) -> HttpResponse:
    access.require_owner(request)
    found, form = _team(request, team), forms.OnePerson(request.POST)
    wanted = form.cleaned_data["person"] if form.is_valid() else None
    member = next((one for one in found.memberships.all() if one.person_id == wanted), None)
    if member is None:
        raise Http404
    out = partial(teams.take_out, access.actor(request), found, member.person)
    again = " Single sign-on may add them again." if member.by_sso else ""
    return access.done(request, out, f"{member.person} is in {found.name} no longer.{again}", "teams.detail", team)


@require_POST
def give(request: HttpRequest, team: str) -> HttpResponse:
    access.require_owner(request)
    found, form = _team(request, team), forms.TeamRole(request.POST)
    told = dict(form.cleaned_data) if form.is_valid() else {}
    if form.is_valid() and (named := told.pop("workspace")):
        try:
            told["workspace"] = queries.workspace(named, access.person(request))
        except ObjectDoesNotExist:
            form.add_error("workspace", f"There is no workspace “{named}”.")
    if form.is_valid():
        try:
            made = teams.give(access.actor(request), found, **told)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{found.name} is {made} now.")
            return redirect("teams.detail", team)
    return _page(request, found, give=form, status=422)


@require_POST
def take(request: HttpRequest, team: str) -> HttpResponse:
    access.require_owner(request)
    found, form = _team(request, team), forms.OneTeamRole(request.POST)
    role = access.named(form, "role", lambda pk: of_teams.team_role(found, pk))
    act = partial(teams.take, access.actor(request), role)
    return access.done(request, act, f"{found.name} is no longer {role}.", "teams.detail", team)


@require_POST
def remove(request: HttpRequest, team: str) -> HttpResponse:
    access.require_owner(request)
    found = _team(request, team)
    act = partial(teams.remove, access.actor(request), found)
    return access.done(request, act, f"Team {found.name} is removed.", "teams.index")
