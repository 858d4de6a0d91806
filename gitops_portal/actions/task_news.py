"""A notification of HCP to a run task in: a health assessment is heard, a run that was applied has its outcome."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from gitops_portal.actions import outcome, reports
from gitops_portal.actions.run_tasks import check_signature
from gitops_portal.core import run_tasks
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.queries import operator
from gitops_portal.records.queries import run_tasks as of_tasks

if TYPE_CHECKING:
    from gitops_portal.records.models import RunTask, Workspace

log = logging.getLogger(__name__)


def receive(task: RunTask, body: bytes, signature: str) -> None:
    """Take a signed notification; the same may come twice. Raises PortalError before anything is believed."""
    check_signature(task, body, signature)
    told = run_tasks.news(body)
    if told.is_test:
        return
    workspace, by = _workspace(task, *told.place), Actor(ActorKind.CI, f"run task {task.name}")
    if told.is_assessment:
        reports.accept(body, workspace=workspace, by=by)
    elif told.applied and (run := of_tasks.run_of(task, told.run_id or "", workspace)):
        try:
            outcome.tell(run, by, "applied")
        except Stale:  # it was applied all the same, which stands in the trail now as past the gate
            log.warning("event=applied_past_the_gate run=%s", run)


def _workspace(task: RunTask, organization: str, name: str) -> Workspace:
    if organization != task.organization:
        raise Invalid(f"This run task is for the organization {task.organization}.")
    if not run_tasks.meant(task.patterns, name):
        raise Invalid(f"This run task is not for the workspace {name}.")
    slug = run_tasks.slug(task.rule, organization, name)
    if found := operator.workspace(slug):
        return found
    raise Invalid(f"The portal has no workspace “{slug}”: a plan that this run task was asked about makes it.")
