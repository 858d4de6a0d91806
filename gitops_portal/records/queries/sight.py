"""A person in, the workspaces they see and the role they have there out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from gitops_portal.core.model import Role
from gitops_portal.records.models import (
    Membership,
    Person,
    Token,
    Workspace,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

ORGANISATION = "organisation"
"""The audit chain of what belongs to no workspace: people, organisation tokens, guardrails."""

DOCUMENTS = ("summary", "view", "report")
"""Columns of a run that may be large: no list loads them."""


def workspaces(person: Person) -> QuerySet[Workspace]:
    """Every workspace this person may know of."""
    if person.organisation_role:
        return Workspace.objects.all()
    return Workspace.objects.filter(memberships__person=person)


def reached(caller: Person | Token) -> QuerySet[Workspace]:
    """What a person sees; the one workspace a token opens, or all of them."""
    if not isinstance(caller, Token):
        return workspaces(caller)
    found = Workspace.objects.all()
    return found if caller.workspace_id is None else found.filter(pk=caller.workspace_id)


def reach(caller: Person | Token) -> Q:
    """Runs of what the caller reaches; who reaches everything asks for no workspace, so that indexes of runs hold."""
    if isinstance(caller, Token):
        return Q() if caller.workspace_id is None else Q(workspace=caller.workspace_id)
    return Q() if caller.organisation_role else Q(workspace__in=workspaces(caller))


def slugs(person: Person) -> set[str]:
    """The slugs of every workspace this person may know of."""
    return set(workspaces(person).values_list("slug", flat=True))


def workspace(slug: str, person: Person) -> Workspace:
    """Raises Workspace.DoesNotExist also where it exists but is not this person's to see."""
    return workspaces(person).get(slug=slug)


def role_in(person: Person, workspace: Workspace) -> Role | None:
    """The greater of the role in the organisation and the one in the workspace."""
    membership = Membership.objects.filter(person=person, workspace=workspace).values_list("role", flat=True).first()
    return _greatest(person.organisation_role, membership or "")


def roles_of(person: Person) -> dict[int | None, Role | None]:
    """The same for every workspace at once: by workspace where the person is a member; under None for all others."""
    memberships = Membership.objects.filter(person=person).values_list("workspace", "role")
    roles: dict[int | None, Role | None] = {None: _greatest(person.organisation_role)}
    if roles[None] is Role.OWNER:
        return roles  # nobody is more than that anywhere
    roles.update((workspace, _greatest(person.organisation_role, role)) for workspace, role in memberships)
    return roles


def _greatest(*names: str) -> Role | None:
    return max((Role(name) for name in names if name in set(Role)), key=list(Role).index, default=None)
