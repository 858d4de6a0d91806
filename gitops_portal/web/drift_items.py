"""What drifted, object by object: under one cause over all workspaces, and over time in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gitops_portal.core import words
from gitops_portal.core.drift.causes import own, said
from gitops_portal.records.queries import About, drifting
from gitops_portal.web import access, drift_acts, news
from gitops_portal.web.drift_forms import DriftAct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from gitops_portal.records.models import DriftItem, DriftRule, Run


@dataclass(frozen=True, slots=True)
class Change:
    """How something drifted, as the diff of a run is laid out."""

    action: str
    diff: list[dict[str, Any]]
    marks: Mapping[str, Any]
    block: str = ""
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """An item, how it differs, the run that keeps its long texts, and its cause in words."""

    item: DriftItem
    change: Change
    run: Run | None
    cause: str
    rule: DriftRule | None
    """The rule that silences it, or would, had it not been grave; None where that has ended."""
    ignored: bool
    rule_query: str
    """What a rule that ignores it would be about, for the form; empty where none may."""
    snoozed: bool
    may: bool
    """Whether who looks may decide about it."""
    by: str
    """Who says so, where it is no plan; else empty."""
    lasted: str
    """For how long it was there, in words; empty while it is."""


def context(request: HttpRequest, items: Iterable[DriftItem]) -> dict[str, Any]:
    """Items as they are listed, and the form to decide about those that are this person's to decide."""
    listed, now = list(items), timezone.now()
    may = drift_acts.permitted(access.person(request), listed)
    found = [_row(item, now, may=each and item.closed_at is None) for item, each in zip(listed, may, strict=True)]
    return {"rows": found, "may": any(row.may for row in found), "seen": now.isoformat(), "form": DriftAct()}


def _row(item: DriftItem, now: datetime, *, may: bool) -> Row:
    """A long text leads to the run that keeps it."""
    run, told = item.told_run, item.diff
    if run:
        run.workspace = item.workspace
    else:
        told = [{name: value for name, value in row.items() if name != "whole"} for row in told]
    rule = item.rule
    ignored = item.ignored_until is not None and item.ignored_until > now
    return Row(
        item=item,
        change=Change(item.action, told, {"left_out": item.left_out}),
        run=run,
        cause=said(item.cause_kind, item.cause),
        rule=rule if rule and rule.ended_at is None and rule.ends_at > now else None,
        ignored=ignored,
        rule_query="" if item.grave or item.closed_at or ignored else _rule_query(item),
        snoozed=item.snoozed_until is not None and item.snoozed_until > now,
        may=may,
        by="" if item.source == "plan" else words.observer_is(item.source),
        lasted=words.lasted(item.closed_at - item.opened_at) if item.closed_at else "",
    )


def _rule_query(item: DriftItem) -> str:
    names = own(item.attributes)
    asked = {"scope": "workspace", "selector": item.workspace.slug, "type": item.type, "address": item.address}
    return urlencode(asked | {"attribute": names[0] if len(names) == 1 else ""})


@require_GET
@never_cache
def cause(request: HttpRequest, key: str) -> HttpResponse:
    """All of one cause; 404 where nothing of it is open, or this person's to see.

    Where nothing of it stands any more as it is asked for, it leads to all that is open: links outlive decisions.
    """
    news.follow(request, About(every=True))
    person, now, show = access.person(request), timezone.now(), request.GET.get("show", "")
    group = drifting.cause(person, key, show, now)
    if group is None:
        if show and drifting.cause(person, key, "", now):
            return redirect("drift.cause", key)
        raise Http404
    page = drifting.of_cause(person, key, show, now, request.GET.get("page", 1))
    told = {"group": group, "page": page, "asked": show, "show": words.DRIFT.get(show, "")}
    return render(request, "drift/cause.html", told | context(request, page))


@require_GET
@never_cache
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What drifted of one workspace, now and before."""
    news.follow(request, About(workspace=slug))
    workspace = access.workspace(request, slug)
    page = drifting.of_workspace(workspace, request.GET.get("page", 1))
    told = {"workspace": workspace, "page": page, "open": drifting.open_in(workspace)}
    return render(request, "drift/history.html", told | context(request, page))
