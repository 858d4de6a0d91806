"""Workspaces, for scripts: which there are, how they stand, their trail and their graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpRequest
from ninja import Router

from gitops_portal.actions import audit
from gitops_portal.core.view.graph import sent
from gitops_portal.records import queries
from gitops_portal.records.queries import api as api_queries
from gitops_portal.records.queries import outcomes, state_sources
from gitops_portal.web.api.caller import caller
from gitops_portal.web.api.runs import PROBLEMS, uploaded

if TYPE_CHECKING:
    from gitops_portal.records.models import StateSource
    from gitops_portal.records.queries import Run, Workspace

router = Router()

PAGE: Final = 100


def workspace_out(workspace: Workspace, last: Run | None) -> dict[str, Any]:
    return {
        "slug": workspace.slug,
        "name": workspace.name,
        "labels": workspace.labels,
        "kind": workspace.kind,
        "repository": workspace.repository,
        "branch": workspace.branch,
        "directory": workspace.directory,
        "budget": str(workspace.budget) if workspace.budget is not None else None,
        "required_approvals": workspace.required_approvals,
        "requires_plan_file": workspace.requires_plan_file,
        "drifted": workspace.drifted,
        "verified_at": workspace.verified_at.isoformat() if workspace.verified_at else None,
        "unverified": workspace.unproven,
        "last_run": uploaded(last) if last else None,
    }


@router.get("/workspaces", response={200: dict[str, Any], **PROBLEMS}, summary="The workspaces the caller reaches")
def index(request: HttpRequest, after: str = "") -> dict[str, Any]:
    """100 of them by slug, behind the slug `after`; `next` is what to ask for then, null at the end."""
    who = caller(request).who
    found = api_queries.workspaces(who, after.replace("\0", ""), PAGE + 1)
    shown, more = found[:PAGE], len(found) > PAGE
    newest = api_queries.newest_runs(shown)
    return {
        "total": api_queries.count_workspaces(who),
        "workspaces": [workspace_out(workspace, newest.get(workspace.pk)) for workspace in shown],
        "next": shown[-1].slug if more else None,
    }


@router.get("/workspaces/{slug}", response={200: dict[str, Any], **PROBLEMS}, summary="One workspace")
def detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    """`bypasses` is what went past the gate and nobody has acknowledged: applies without an approval, and states that
    moved without a run. `state_source` is where the portal itself reads its state; null where it does not.
    """
    workspace = caller(request).workspace(slug)
    told = [
        {"kind": one.kind, "run": one.run and one.run.number, "serial": one.serial, "told": one.told, "seen_at": at}
        for one in outcomes.bypasses(workspace, PAGE)
        for at in [one.seen_at.isoformat()]
    ]
    newest = api_queries.newest_runs([workspace]).get(workspace.pk)
    source = state_sources.source(workspace)
    return workspace_out(workspace, newest) | {"bypasses": told, "state_source": source and _source_out(source)}


def _source_out(source: StateSource) -> dict[str, Any]:
    """Where its state is read from, and what came of it last; `lock` is null where no lock file was seen."""
    return {
        "address": source.where.address,
        "endpoint": source.endpoint,
        "region": source.region,
        "role": source.role,
        "checked_at": source.checked_at.isoformat() if source.checked_at else None,
        "version": source.version or source.etag,
        "failure": source.failure or source.refusal,
        "failing_since": source.failing_since.isoformat() if source.failing_since else None,
        "lock": source.lock or None,
        "lock_failure": source.lock_failure,
    }


@router.get("/workspaces/{slug}/audit", response={200: dict[str, Any], **PROBLEMS}, summary="The trail, oldest first")
def trail(request: HttpRequest, slug: str, after: int = 0) -> dict[str, Any]:
    """100 events behind sequence number `after`; `next` is what to ask for then, null at the end."""
    workspace = caller(request).workspace(slug)
    events = api_queries.chain_events(workspace.slug, after, PAGE + 1)
    more = len(events) > PAGE
    return {
        "events": [audit.canonical(event) for event in events[:PAGE]],
        "next": events[PAGE - 1].sequence if more else None,
    }


@router.get("/workspaces/{slug}/graph", response={200: dict[str, Any], **PROBLEMS}, summary="The newest drawn graph")
def graph(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Nodes with their places and edges by index, of the newest evaluated run; 404 before the first."""
    run = api_queries.newest_drawn(caller(request).workspace(slug))
    if run is None:
        raise Http404
    document = sent(queries.view(run))
    document.pop("first", None)  # the arrangement is the page's
    return {"run": uploaded(run), **document}
