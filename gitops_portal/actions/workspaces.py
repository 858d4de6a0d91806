"""Workspaces: created and changed, each with its line in the trail."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError
from django.db.models import Q

from gitops_portal.actions import audit, postures, validate
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import lifecycle
from gitops_portal.core.dependencies import remote_state
from gitops_portal.core.errors import Invalid
from gitops_portal.core.events import Verb
from gitops_portal.core.lifecycle import Event, State
from gitops_portal.core.payloads.organisation import Changed, Created
from gitops_portal.core.payloads.runs import Reopened
from gitops_portal.records import queries
from gitops_portal.records.models import Workspace
from gitops_portal.records.queries import ORGANISATION, locks, operator

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run

CHANGEABLE: Final = (
    "name",
    "labels",
    "repository",
    "branch",
    "directory",
    "state_address",
    "budget",
    "required_approvals",
    "approval_days",
    "check_hours",
    "requires_plan_file",
    "owners_for_unknown",
    "applies_in_order",
    "carries_subsets",
    "infracost_figures",
    "shows_badge",
)

ASKS_FOR_MORE: Final = "Approval rules ask for more people now."


def create(by: Actor, slug: str, name: str = "", labels: dict[str, str] | None = None, **fields: Any) -> Workspace:
    """A new workspace. Raises Invalid when the slug is taken or malformed, or a field has no usable value."""
    workspace = Workspace(slug=slug, name=name or slug, labels=_labels(labels or {}), **_known(fields))
    validate.fields(workspace)
    if slug == ORGANISATION:
        raise Invalid(f"“{slug}” is the name of the organisation's own trail: choose another.")
    try:
        _save(by, workspace)
    except IntegrityError as error:
        raise Invalid(f"There is already a workspace “{slug}”.") from error
    return workspace


@in_one_transaction()
def _save(by: Actor, workspace: Workspace) -> None:
    workspace.save(force_insert=True)
    audit.record(by, Verb.WORKSPACE_CREATED, workspace.slug, workspace=workspace, detail=Created(name=workspace.name))


def ensure(by: Actor, slug: str) -> Workspace:
    """The workspace of this slug, new when there is none; of several who ask at once, one makes it. Raises Invalid."""
    try:
        return create(by, slug)
    except Invalid:
        if found := operator.workspace(slug):
            return found
        raise


@in_one_transaction()
def change(by: Actor, workspace: Workspace, **fields: Any) -> Workspace:
    """Set fields of CHANGEABLE; the trail tells before and after. Raises Invalid."""
    fields = _known(fields)
    if "labels" in fields:
        fields["labels"] = _labels(fields["labels"])
    current = locks.workspace(workspace.pk)
    differing = {name: value for name, value in fields.items() if getattr(current, name) != value}
    before = {name: _plain(getattr(current, name)) for name in differing}
    for name, value in differing.items():
        setattr(current, name, value)
    if not differing:
        return current
    validate.fields(current)
    current.save(update_fields=list(differing))
    if "check_hours" in differing:
        postures.settle(current)
    more = differing.get("required_approvals", 0) > before.get("required_approvals", 0)
    reopened = reopen(current) if more or "labels" in differing else []
    after = {name: _plain(value) for name, value in differing.items()}
    detail = Changed(before=before, after=after)
    audit.record(by, Verb.WORKSPACE_CHANGED, current.slug, workspace=current, detail=detail)
    for run, told in reopened:
        reason = f"The workspace asks for {current.required_approvals} people now." if more else ASKS_FOR_MORE
        audit.record(by, Verb.RUN_REOPENED, str(run), run=run, reason=reason, detail=told)
    return current


def reopen(workspace: Workspace) -> list[tuple[Run, Reopened]]:
    """Let people go on approving what fewer of them approved, or none but a rule; their approvals count on.

    Returns the runs, each with what to tell of it.
    """
    approved = [state for state in State if lifecycle.possible(state, Event.REOPEN)]
    reopened = []
    for run in locks.runs(workspace, Q(state__in=approved)):
        if missing := queries.approvals(run).missing:
            reopened.append((run, Reopened(before=run.state, approvals_missing=missing)))
            run.state, run.decided_at = lifecycle.after(State(run.state), Event.REOPEN), None
            run.save(update_fields=["state", "decided_at"])
    return reopened


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    if unknown := fields.keys() - set(CHANGEABLE):
        raise Invalid(f"A workspace has no changeable field {', '.join(sorted(unknown))}.")
    if "state_address" in fields:
        fields["state_address"] = remote_state.declared(fields["state_address"])
    return fields


def _labels(labels: Any) -> dict[str, str]:
    if not isinstance(labels, dict) or not all(
        isinstance(part, str) and part for pair in labels.items() for part in pair
    ):
        raise Invalid("Labels are names with values, such as env=prod.")
    return labels


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
