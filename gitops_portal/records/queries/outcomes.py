"""A run or a workspace in, what CI told of its applies, and what went past the gate, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.records.models import Bypass, Outcome
from gitops_portal.records.queries.sight import workspaces

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gitops_portal.records.models import Person, ResourceOutcome, Run, Workspace


def outcome(run: Run) -> Outcome | None:
    """What was told last; None before anything was."""
    return Outcome.objects.filter(run=run).order_by("-created_at", "-pk").first()


def ended(told: Outcome, limit: int) -> list[ResourceOutcome]:
    """The first of its resources, what failed before the rest."""
    return list(told.resources.all()[:limit])


def last_of(workspace: Workspace) -> Outcome | None:
    """What was told last of any run of a workspace."""
    told = Outcome.objects.filter(run__workspace=workspace).select_related("run")
    told = told.defer("run__summary")
    return told.order_by("-created_at", "-pk").first()


def bypasses(workspace: Workspace, limit: int) -> list[Bypass]:
    """What went past the gate and nobody has acknowledged, the newest first."""
    return list(_open().filter(workspace=workspace)[:limit])


def every_bypass(person: Person, limit: int) -> list[Bypass]:
    """The same in all workspaces that a person sees."""
    return list(_open().filter(workspace__in=workspaces(person)).select_related("workspace")[:limit])


def _open() -> QuerySet[Bypass]:
    found = Bypass.objects.filter(acknowledged_at=None).select_related("run")
    return found.defer("run__summary")
