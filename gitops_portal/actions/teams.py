"""Teams: made and removed, joined and left, by hand or as the identity provider says; the roles that they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError

from gitops_portal.actions import audit, validate
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.errors import Invalid
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Actor, ActorKind, Role
from gitops_portal.core.payloads.organisation import Created, TeamRemoved, TeamRoleTold, TeamTold
from gitops_portal.core.rules.scope import selected
from gitops_portal.records.models import Team, TeamMembership, TeamRole
from gitops_portal.records.queries import locks
from gitops_portal.records.queries import teams as of_teams

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.records.models import Person, Workspace

SSO = Actor(ActorKind.PORTAL, "single sign-on")


def create(by: Actor, slug: str, name: str = "") -> Team:
    """A new team, without members. Raises Invalid when the slug is taken or malformed."""
    team = Team(slug=slug, name=name.strip() or slug)
    validate.fields(team)
    try:
        _save(by, team)
    except IntegrityError as error:
        raise Invalid(f"There is already a team “{slug}”.") from error
    return team


@in_one_transaction()
def _save(by: Actor, team: Team) -> None:
    team.save(force_insert=True)
    audit.record(by, Verb.TEAM_CREATED, _called(team), detail=Created(name=team.name))


@in_one_transaction()
def remove(by: Actor, team: Team) -> None:
    """Remove a team: its members lose the roles that they have by it at once."""
    held = of_teams.of_key(team.pk)
    if held is None:
        return
    members, roles = of_teams.emails(held), [str(role) for role in of_teams.roles_of(held)]
    held.delete()
    audit.record(by, Verb.TEAM_REMOVED, _called(team), detail=TeamRemoved(members=members, roles=roles))


@in_one_transaction()
def add(by: Actor, team: Team, person: Person) -> None:
    """Put a person into a team. Who is in it by single sign-on stays from now on, whatever that says later."""
    held = locks.person(person.pk)
    _, new = TeamMembership.objects.get_or_create(team=team, person=held)
    if new or TeamMembership.objects.filter(team=team, person=held, by_sso=True).update(by_sso=False):
        _told(by, Verb.TEAM_MEMBER_ADDED, held, team, by_sso=False)


@in_one_transaction()
def take_out(by: Actor, team: Team, person: Person) -> None:
    """Take a person out of a team: they lose what they had by it at once. Single sign-on may add them again."""
    held = locks.person(person.pk)
    found = of_teams.membership(team, held)
    if found:
        found.delete()
        _told(by, Verb.TEAM_MEMBER_REMOVED, held, team, by_sso=found.by_sso)


@in_one_transaction()
def sync(person: Person, slugs: Iterable[str]) -> list[str]:
    """Which teams a person has by single sign-on, all of them; returns those that are.

    Teams that nobody made here are left out: a group gives a role only where an owner said so. What was given by hand
    stays. The same again changes nothing, and tells nothing.
    """
    held = locks.person(person.pk)
    wanted = {team.pk: team for team in of_teams.named(set(slugs))}
    had = {one.team_id: one for one in of_teams.memberships(held)}
    for key, team in wanted.items():
        if key not in had:
            TeamMembership.objects.create(team=team, person=held, by_sso=True)
            _told(SSO, Verb.TEAM_MEMBER_ADDED, held, team, by_sso=True)
    for key, one in had.items():
        if one.by_sso and key not in wanted:
            one.delete()
            _told(SSO, Verb.TEAM_MEMBER_REMOVED, held, one.team, by_sso=True)
    return sorted(team.slug for team in wanted.values())


@in_one_transaction()
def give(by: Actor, team: Team, role: str, *, workspace: Workspace | None = None, labels: str = "") -> TeamRole:
    """Give a team a role: in one workspace, where `labels` say (`env=prod`), or everywhere where neither is named.

    Raises Invalid. Where the team has a role in just that place, it is replaced.
    """
    if role not in list(Role):
        raise Invalid(f"“{role}” is not a role: choose {', '.join(Role)}.")
    if workspace and labels:
        raise Invalid("A role holds in one workspace or by labels: name one of the two.")
    wanted = dict(selected(labels)) if labels else {}
    for other in of_teams.roles_of(team):
        if (other.workspace, other.labels) == (workspace, wanted):
            if other.role == role:
                return other
            _take(by, other)
    made = TeamRole.objects.create(team=team, workspace=workspace, labels=wanted, role=role)
    audit.record(by, Verb.TEAM_ROLE_GIVEN, _called(team), detail=_place(made))
    return made


@in_one_transaction()
def take(by: Actor, role: TeamRole) -> None:
    """Take a role from a team; its members have it no longer at once."""
    _take(by, role)


def _take(by: Actor, role: TeamRole) -> None:
    told = _place(role)
    if role.delete()[0]:
        audit.record(by, Verb.TEAM_ROLE_TAKEN, _called(role.team), detail=told)


def _place(role: TeamRole) -> TeamRoleTold:
    return TeamRoleTold(role=role.role, workspace=role.workspace.slug if role.workspace else "", labels=role.labels)


def _told(by: Actor, verb: Verb, person: Person, team: Team, *, by_sso: bool) -> None:
    audit.record(by, verb, person.email, detail=TeamTold(team=team.slug, by_sso=by_sso))


def _called(team: Team) -> str:
    return f"team {team.slug}"
