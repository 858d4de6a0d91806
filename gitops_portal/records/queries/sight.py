"""A person in, the workspaces they see, the role they have there and the runs that wait for them out."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.records.models import (
    Membership,
    Person,
    Run,
    Workspace,
)

ORGANISATION = "organisation"
"""The audit chain of what belongs to no workspace: people, organisation tokens, guardrails."""

DOCUMENTS = ("summary", "view", "report")
"""Columns of a run that may be large: no list loads them."""


def workspaces(person: Person) -> QuerySet[Workspace]:
    """Every workspace this person may know of."""
    if person.organisation_role:
        return Workspace.objects.all()
    return Workspace.objects.filter(memberships__person=person)


def workspace(slug: str, person: Person) -> Workspace:
    """Raises Workspace.DoesNotExist also where it exists but is not this person's to see."""
    return workspaces(person).get(slug=slug)


def role_in(person: Person, workspace: Workspace) -> Role | None:
    """The greater of the role in the organisation and the one in the workspace."""
    membership = Membership.objects.filter(person=person, workspace=workspace).values_list("role", flat=True).first()
    return max(_roles(person.organisation_role, membership or ""), key=list(Role).index, default=None)


def _roles(*names: str) -> list[Role]:
    return [Role(name) for name in names if name in set(Role)]


def _decidable(person: Person) -> Q:
    """Runs that wait for a decision this person may take: reviewers approve, owners also overrule."""
    awaiting, blocked = Q(state=State.AWAITING), Q(state=State.BLOCKED)
    if person.organisation_role == Role.OWNER:
        return awaiting | blocked
    owned = Q(workspace__in=Membership.objects.filter(person=person, role=Role.OWNER).values("workspace"))
    reviewed = Q(workspace__in=Membership.objects.filter(person=person, role=Role.REVIEWER).values("workspace"))
    if person.organisation_role == Role.REVIEWER:
        return awaiting | (blocked & owned)
    return ((awaiting | blocked) & owned) | (awaiting & reviewed)


def waiting_for(person: Person) -> QuerySet[Run]:
    """Runs that wait for this person, the longest waiting first."""
    waiting = Run.objects.filter(_decidable(person), kind="plan").defer(*DOCUMENTS)
    return waiting.select_related("workspace").order_by("created_at")
