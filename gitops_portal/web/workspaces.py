"""Workspaces as a table, one by one, and what their owners may set."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings as portal
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gitops_portal.actions import people, tokens
from gitops_portal.actions import workspaces as actions
from gitops_portal.core.errors import PortalError
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.core.view import graph
from gitops_portal.records import queries
from gitops_portal.web import access, forms, states
from gitops_portal.web.sparkline import Sparkline, sparkline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gitops_portal.records.queries import Line, Person, Run, Workspace

PAGE = 300
"""So many workspaces fit one page: an organisation that size sees all of its own at once."""


@dataclass(frozen=True, slots=True)
class Row:
    """A workspace as its table shows it."""

    workspace: Workspace
    labels: list[str]
    run: Run | None
    waits_for_me: int | None
    """The number of the run that has waited longest for whoever looks."""
    next: str
    cost: Decimal | None
    over_budget: bool
    trend: Sparkline | None


NEXT: dict[str, str] = {
    State.QUEUED: "Portal: evaluates",
    State.EVALUATING: "Portal: evaluates",
    State.ERRORED: "Author: sends a new plan",
    State.AWAITING: "Reviewer: decides",
    State.BLOCKED: "Author: mends, or owner: overrides",
    State.APPROVED: "CI: applies",
    State.AUTO_APPROVED: "CI: applies",
    State.REJECTED: "Author: sends a new plan",
    State.OUTDATED: "Author: sends a new plan",
    State.EXPIRED: "Author: sends a new plan",
    State.APPLY_FAILED: "Author: looks at the apply",
}
"""Who acts after each state of the newest run; nobody after the others."""


SHOWN: dict[str, tuple[str, Callable[[Row], bool]]] = {
    "waiting": ("Waiting for me", lambda row: row.waits_for_me is not None),
    "blocked": ("Blocked", lambda row: row.run is not None and row.run.state == State.BLOCKED),
    "awaiting": ("Needs approval", lambda row: row.run is not None and row.run.state == State.AWAITING),
    "errored": ("Errored", lambda row: row.run is not None and row.run.state in {State.ERRORED, State.APPLY_FAILED}),
    "drifted": ("Drifted", lambda row: bool(row.workspace.drifted)),
    "unverified": ("Unverified", lambda row: row.workspace.unverified),
    "over-budget": ("Over budget", lambda row: row.over_budget),
    "empty": ("No plan yet", lambda row: row.run is None),
}
"""What the table may be narrowed to, in the order of the select."""

_GRAVITY: dict[str, int] = {State.BLOCKED: 1, State.AWAITING: 2, State.ERRORED: 3, State.APPLY_FAILED: 3}


def _attention(row: Row) -> tuple[Any, ...]:
    """What needs a person stands on top: mine first, then the gravest, then what drifted, then the rest by name."""
    gravity = _GRAVITY.get(row.run.state, 9) if row.run else 9
    return (
        row.waits_for_me is None,
        gravity,
        not row.workspace.drifted,
        not row.workspace.unverified,
        row.workspace.slug,
    )


SORTS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "attention": ("What needs somebody", _attention),
    "name": ("Name", lambda row: row.workspace.slug),
    "newest": ("Newest plan", lambda row: -row.run.pk if row.run else 1),
    "cost": ("Cost", lambda row: -(row.cost or Decimal(0))),
    "drift": ("Drift", lambda row: -(row.workspace.drifted or 0)),
    "verified": (
        "Longest unverified",
        lambda row: row.workspace.verified_at.timestamp() if row.workspace.verified_at else 0,
    ),
}


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    person = access.person(request)
    lines = queries.overview(person)
    rows = _rows(lines, person)
    asked = {name: request.GET.get(name, "")[:200] for name in ("q", "label", "state", "sort")}
    shown = sorted(_narrowed(rows, asked), key=SORTS.get(asked["sort"], SORTS["attention"])[1])
    return render(
        request,
        "workspaces/index.html",
        {
            "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
            "total": len(rows),
            "asked": asked,
            "narrowed": any(asked[name] for name in ("q", "label", "state")),
            "labels": queries.labels(lines),
            "states": [(name, word, sum(map(test, rows))) for name, (word, test) in SHOWN.items()],
            "sorts": [(name, word) for name, (word, _) in SORTS.items()],
            "portal_url": portal.PORTAL_URL,
        },
    )


def _rows(lines: Iterable[Line], person: Person) -> list[Row]:
    newest_first = reversed(queries.waiting_for(person))
    waiting = {run.workspace_id: run.number for run in newest_first}  # the longest waiting of each workspace stays
    return [_row(line, waiting.get(line.workspace.pk)) for line in lines]


def _row(line: Line, waits: int | None) -> Row:
    cost = line.costs[-1] if line.costs else None
    budget = line.workspace.budget
    return Row(
        workspace=line.workspace,
        labels=[f"{name}={value}" for name, value in line.workspace.labels.items()],
        run=line.run,
        waits_for_me=waits,
        next="You: decide" if waits else NEXT.get(line.run.state, "") if line.run else "CI: sends a plan",
        cost=cost,
        over_budget=cost is not None and budget is not None and cost > budget,
        trend=sparkline(line.costs),
    )


def _narrowed(rows: Iterable[Row], asked: dict[str, str]) -> list[Row]:
    text, (label, _, value) = asked["q"].casefold(), asked["label"].partition("=")
    test = SHOWN[asked["state"]][1] if asked["state"] in SHOWN else None
    return [
        row
        for row in rows
        if (not text or text in f"{row.workspace.slug}\n{row.workspace.name}".casefold())
        and (not label or row.workspace.labels.get(label) == value)
        and (test is None or test(row))
    ]


@require_GET
def detail(request: HttpRequest, slug: str) -> HttpResponse:
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
            "runs": queries.runs(workspace, request.GET.get("page", 1)),
            "trend": sparkline([cost for run in priced if (cost := queries.cost_now(run)) is not None], 280, 56),
            "priced": priced[::-1][:6],
            "cost": queries.cost_now(priced[-1]) if priced else None,
            "verifications": queries.verifications(workspace),
            "standing": standing,
            "resources": _by_type(standing) if standing else [],
            **states.newest(workspace),
            "members": queries.members(workspace),
            "tokens": queries.living_tokens(workspace),
            "events": queries.events(access.person(request), queries.Trail(workspace=workspace.slug), limit=8),
            "portal_url": portal.PORTAL_URL,
        },
    )


def _by_type(run: Run) -> list[tuple[str, int]]:
    """How many resources of each type a run's graph draws, the most frequent first."""
    counts: dict[str, int] = {}
    for node in graph.read(run.view).nodes:
        counts[node.type] = counts.get(node.type, 0) + node.count
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


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
            messages.success(request, f"{made.slug} is here. Make a token for its CI, or add members.")
            return redirect("workspaces.settings", made.slug)
    return render(request, "workspaces/new.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER)
    initial = {name: getattr(workspace, name) for name in actions.CHANGEABLE}
    form = forms.WorkspaceSettings(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            actions.change(access.actor(request), workspace, **form.cleaned_data)
        except PortalError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Kept.")
            return redirect("workspaces.settings", slug)
    return _settings_page(request, workspace, form=form, status=422 if form.is_bound else 200)


def _settings_page(request: HttpRequest, workspace: Workspace, status: int = 200, **shown: Any) -> HttpResponse:
    """The page with whichever form was sent and refused, or the secret that was just made."""
    outside = [(person.pk, f"{person.name} ({person.email})") for person in queries.people_outside(workspace)]
    initial = {name: getattr(workspace, name) for name in actions.CHANGEABLE}
    context = {
        "workspace": workspace,
        "form": forms.WorkspaceSettings(initial=initial),
        "members": queries.members(workspace),
        "roles": list(Role),
        "add": forms.AddMember(people=outside),
        "outside": outside,
        "tokens": queries.tokens(workspace),
        "new_token": forms.NewToken(),
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
    told = f"{member.person} is {role} now." if role else f"{member.person} is no member any more."
    return access.done(request, change, told, "workspaces.settings", slug)


@never_cache
@require_POST
def new_token(request: HttpRequest, slug: str) -> HttpResponse:
    """The one answer that shows the secret: it is not kept, so this page is never a redirect."""
    workspace = access.workspace(request, slug, Role.OWNER)
    form = forms.NewToken(request.POST)
    if not form.is_valid():
        return _settings_page(request, workspace, new_token=form, status=422)
    made, secret = tokens.create(access.actor(request), workspace=workspace, may_create=False, **form.cleaned_data)
    return _settings_page(request, workspace, made=made, secret=secret, portal_url=portal.PORTAL_URL)


@require_POST
def revoke_token(request: HttpRequest, slug: str) -> HttpResponse:
    workspace = access.workspace(request, slug, Role.OWNER)
    form = forms.OneToken(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        token = queries.token(form.cleaned_data["token"], workspace)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    revoke = partial(tokens.revoke, access.actor(request), token)
    return access.done(request, revoke, f"{token.name} opens nothing any more.", "workspaces.settings", slug)
