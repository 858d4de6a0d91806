"""A person in, the workspaces they see and the role they have there out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Exists, F, Func, JSONField, OuterRef, Q, Value

from gitops_portal.core.model import Role
from gitops_portal.core.permits import Grant, strongest
from gitops_portal.records.models import (
    Membership,
    Person,
    TeamRole,
    Token,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet


ORGANISATION = "organisation"
"""The audit chain of what belongs to no workspace: people, organisation tokens, guardrails."""


@dataclass(frozen=True, slots=True)
class Places:
    """The workspaces that a CI job is let into, by key."""

    keys: frozenset[int]


class Covers(Func):
    """Whether labels hold all that are wanted, whatever their names are; of none that are wanted, yes."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        held, wanted = self.get_source_expressions()
        (held_sql, held_values), (wanted_sql, wanted_values) = compiler.compile(held), compiler.compile(wanted)
        if connection.vendor == "postgresql":
            return f"{held_sql} @> {wanted_sql}", (*held_values, *wanted_values)
        has = f"SELECT 1 FROM json_each({held_sql}) h WHERE h.key = w.key AND h.value = w.value"  # noqa: S608 - columns
        sql = f"NOT EXISTS (SELECT 1 FROM json_each({wanted_sql}) w WHERE NOT EXISTS ({has}))"  # noqa: S608 - the same
        return sql, (*wanted_values, *held_values)


def workspaces(person: Person) -> QuerySet[Workspace]:
    """Every workspace this person may know of: by the organisation's role, their own, or one of a team's."""
    if person.organisation_role:
        return Workspace.objects.all()
    by_team = TeamRole.objects.filter(team__memberships__person=person).order_by()
    covering = by_team.filter(Q(workspace=None) & Covers(OuterRef("labels"), F("labels")))
    own = Membership.objects.filter(person=person)
    return Workspace.objects.filter(
        Q(pk__in=own.values("workspace"))
        | Q(pk__in=by_team.filter(workspace__isnull=False).values("workspace"))
        | Exists(covering)
    )


def team_roles_in(workspace: Workspace) -> QuerySet[TeamRole]:
    """The roles of teams that hold in a workspace."""
    by_labels = Q(workspace=None) & Q(Covers(Value(workspace.labels, JSONField()), F("labels")))
    return TeamRole.objects.filter(Q(workspace=workspace) | by_labels)


def everywhere(person: Person) -> bool:
    """Whether a role of theirs, or of a team, holds in every workspace: then the organisation's own trail is open."""
    if person.organisation_role:
        return True
    return TeamRole.objects.filter(team__memberships__person=person, workspace=None, labels={}).exists()


def reached(caller: Person | Token | Places) -> QuerySet[Workspace]:
    """What a person sees; the one workspace a token opens, or all of them; those that a CI job is let into."""
    if isinstance(caller, Places):
        return Workspace.objects.filter(pk__in=caller.keys)
    if not isinstance(caller, Token):
        return workspaces(caller)
    found = Workspace.objects.all()
    return found if caller.workspace_id is None else found.filter(pk=caller.workspace_id)


def reach(caller: Person | Token | Places) -> Q:
    """Runs of what the caller reaches; who reaches everything asks for no workspace, so that indexes of runs hold."""
    if isinstance(caller, Places):
        return Q(workspace__in=caller.keys)
    if isinstance(caller, Token):
        return Q() if caller.workspace_id is None else Q(workspace=caller.workspace_id)
    return Q() if caller.organisation_role else Q(workspace__in=workspaces(caller))


def slugs(person: Person) -> set[str]:
    """The slugs of every workspace this person may know of."""
    return set(workspaces(person).values_list("slug", flat=True))


def workspace(slug: str, person: Person) -> Workspace:
    """With where its state is read from. Raises Workspace.DoesNotExist also where it is not this person's to see."""
    return workspaces(person).select_related("state_source").get(slug=slug)


@dataclass(frozen=True, slots=True)
class Roles:
    """Everything that somebody was given, by themselves and by teams; asked for once, however many workspaces."""

    grants: tuple[Grant, ...]

    def of(self, workspace: int, labels: Mapping[str, str]) -> Role | None:
        """The greatest of them in one workspace."""
        return strongest(self.grants, workspace, labels)


def roles_of(person: Person) -> Roles:
    """What a person may do where, as it is now."""
    if person.organisation_role == Role.OWNER:
        return Roles((Grant(Role.OWNER),))  # nobody is more than that anywhere
    return given([person])[person.pk]


def given(people: Iterable[Person]) -> dict[int, Roles]:
    """The same of several people, in one query however many they are."""
    found = list(people)
    keys = [person.pk for person in found]
    own = Membership.objects.filter(person__in=keys).annotate(labels=Value({}, JSONField())).order_by()
    by_team = TeamRole.objects.filter(team__memberships__person__in=keys).order_by()
    rows = own.values_list("person", "role", "workspace", "labels").union(
        by_team.values_list("team__memberships__person", "role", "workspace", "labels"), all=True
    )
    given: dict[int, list[Grant]] = {person.pk: [Grant(person.organisation_role)] for person in found}
    for person, *told in rows:
        given[person].append(Grant(*told))
    return {key: Roles(tuple(grants)) for key, grants in given.items()}


def role_in(person: Person, workspace: Workspace) -> Role | None:
    """The greatest of the roles in the organisation, in the workspace, and of the teams that reach it."""
    return roles_of(person).of(workspace.pk, workspace.labels)
