"""Workspaces as a table, one by one, and what their owners may set."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings as portal
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import people, signed_events, tokens
from gitops_portal.actions import views as actions_of_views
from gitops_portal.actions import workspaces as actions
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.queries import About, outcomes
from gitops_portal.records.queries import teams as of_teams
from gitops_portal.web import (
    access,
    bypasses,
    forms,
    later,
    news,
    postures,
    states,
    workspace_forms,
    workspace_table,
)
from gitops_portal.web.sparkline import sparkline

if TYPE_CHECKING:
    from gitops_portal.records.queries import Workspace

MINE = 5
"""Runs that wait for who looks that are listed by themselves; of the others the number is told."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    news.follow(request, About(every=True))
    person, month = access.person(request), timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    waiting = {run.workspace: run.number for run in reversed(access.waiting_runs(request))}  # the longest waiting stays
    asked = workspace_table.asked(request.GET, month)
    page = queries.workspace_lines(person, asked, waiting, request.GET.get("page", 1))
    labels, left_out = queries.labels(person)
    return render(
        request,
        "workspaces/index.html",
        {
            "page": page,
            "rows": workspace_table.rows(page, waiting),
            "heads": workspace_table.heads(asked.sort),
            "asked": asked,
            "narrowed": any((asked.text, asked.state, asked.posture, asked.labels)),
            "totals": queries.totals(person, waiting),
            "mine": access.waiting_runs(request)[:MINE],
            "mine_left_out": max(0, len(access.waiting_runs(request)) - MINE),
            "month": month,
            "applied": queries.applied_since(person, month),
            "labels": [label for label in labels if label not in asked.labels],
            "labels_left_out": left_out,
            "words": workspace_table,
            "bypasses": outcomes.every_bypass(person, bypasses.LISTED),
            **_views(request),
            "portal_url": portal.PORTAL_URL,
        },
    )


def _views(request: HttpRequest) -> dict[str, Any]:
    """The saved views, and which of them is shown."""
    person, query = access.person(request), workspace_table.kept(request.GET)
    found = queries.saved_views(person)
    shown = next((view for view in found if view.query == query), None)
    changeable = shown is not None and actions_of_views.may_change(person, shown)
    return {
        "views": found,
        "query": query,
        "view": shown,
        "view_changes": changeable,
        "shares": actions_of_views.may_share(person),
    }


@require_GET
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    news.follow(request, About(workspace=slug))
    workspace = access.workspace(request, slug)
    priced = queries.trend(workspace)
    standing = queries.standing_run(workspace)
    return render(
        request,
        "workspaces/detail.html",
        {
            "workspace": workspace,
            "role": access.role_in(access.person(request), workspace),
            "owns": access.may(request, workspace, Role.OWNER),
            "reviews": access.may(request, workspace, Role.REVIEWER),
            "runs": queries.runs(workspace, request.GET.get("page", 1)),
            "trend": sparkline([cost for run in priced if (cost := queries.cost_now(run)) is not None], 280, 56),
            "cost": queries.cost_now(priced[-1]) if priced else None,
            "standing": standing.run if standing else None,
            "types": standing.types if standing else [],
            **states.newest(workspace),
            **postures.shown(workspace),
            "bypasses": outcomes.bypasses(workspace, bypasses.LISTED),
            **later.of_workspace(workspace),
            "members": queries.members(workspace),
            "teams": of_teams.teams_in(workspace),
            "tokens": queries.living_tokens(workspace),
            "events": queries.events(access.person(request), queries.Trail(workspace=workspace.slug), limit=8),
            "portal_url": portal.PORTAL_URL,
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    access.require_owner(request)
    form = forms.NewWorkspace(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.create(access.actor(request), **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{made.slug} is created. Create a token for its CI, or add members.")
            return redirect("workspaces.settings", made.slug)
    return render(request, "workspaces/new.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER)
    initial = {name: getattr(workspace, name) for name in actions.CHANGEABLE}
    form = workspace_forms.WorkspaceSettings(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.change(access.actor(request), workspace, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved.")
            return redirect("workspaces.settings", slug)
    return _settings_page(request, workspace, form=form, status=422 if form.is_bound else 200)


def _settings_page(request: HttpRequest, workspace: Workspace, status: int = 200, **shown: Any) -> HttpResponse:
    """The page with whichever form was sent and refused, or the secret that was just made."""
    outside = [(person.pk, f"{person.name} ({person.email})") for person in queries.people_outside(workspace)]
    initial = {name: getattr(workspace, name) for name in actions.CHANGEABLE}
    context = {
        "workspace": workspace,
        "form": workspace_forms.WorkspaceSettings(initial=initial),
        "members": queries.members(workspace),
        "roles": list(Role),
        "add": forms.AddMember(people=outside),
        "outside": outside,
        "tokens": queries.tokens(workspace),
        "new_token": forms.NewToken(),
        "ci_rules": queries.ci_rules(workspace),
    }
    return render(request, "workspaces/settings.html", {**context, **shown}, status=status)


@require_POST
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER)
    outside = [(person.pk, person.email) for person in queries.people_outside(workspace)]
    form = forms.AddMember(request.POST, people=outside)
    if not form.is_valid():
        return _settings_page(request, workspace, add=form, status=422)
    person, role = queries.person(form.cleaned_data["person"]), form.cleaned_data["role"]
    change = partial(people.set_member, access.actor(request), workspace, person, role)
    return access.done(request, change, f"{person} is {role} now.", "workspaces.settings", slug)


@require_POST
def member(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a member's role, or take it away (no role)."""
    workspace = access.workspace(request, slug, Role.OWNER)
    form = forms.MemberRole(request.POST)
    if not form.is_valid():
        raise Http404
    member = next((each for each in queries.members(workspace) if each.person_id == form.cleaned_data["person"]), None)
    if member is None:
        raise Http404
    role = form.cleaned_data["role"]
    change = partial(people.set_member, access.actor(request), workspace, member.person, role or None)
    told = f"{member.person} is {role} now." if role else f"{member.person} is no longer a member."
    return access.done(request, change, told, "workspaces.settings", slug)


def _shown_once(secret: str) -> dict[str, Any]:
    return {"secret": secret, "signing_key": signed_events.key_for(secret), "portal_url": portal.PORTAL_URL}


@never_cache
@require_POST
def new_token(request: HttpRequest, slug: str) -> HttpResponse:
    """The one answer that shows the secret: it is not kept, so this page is never a redirect."""
    workspace = access.workspace(request, slug, Role.OWNER)
    form = forms.NewToken(request.POST)
    if not form.is_valid():
        return _settings_page(request, workspace, new_token=form, status=422)
    made, secret = tokens.create(access.actor(request), workspace=workspace, may_create=False, **form.cleaned_data)
    return _settings_page(request, workspace, made=made, **_shown_once(secret))


@require_POST
def revoke_token(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER)
    form = forms.OneToken(request.POST)
    token = access.named(form, "token", lambda pk: queries.token(pk, workspace))
    revoke = partial(tokens.revoke, access.actor(request), token)
    return access.done(request, revoke, f"{token.name} is revoked.", "workspaces.settings", slug)


@never_cache
@require_POST
def rotate_token(request: HttpRequest, slug: str) -> HttpResponse:
    """The one answer that shows the new secret."""
    workspace = access.workspace(request, slug, Role.OWNER)
    form = forms.RotateToken(request.POST)
    token = access.named(form, "token", lambda pk: queries.token(pk, workspace))
    try:
        secret = tokens.rotate(access.actor(request), token, form.cleaned_data["hours"])
    except PortalError as error:
        messages.error(request, str(error))
        return redirect("workspaces.settings", slug)
    return _settings_page(request, workspace, made=token, **_shown_once(secret))
