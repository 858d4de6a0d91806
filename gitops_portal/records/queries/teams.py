"""Who asks in, the teams that they may know of out: their own, and all for who has a role everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch

from gitops_portal.records.models import Person, Team, TeamMembership, TeamRole
from gitops_portal.records.queries.sight import everywhere, team_roles_in

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from gitops_portal.records.models import Workspace

_PEOPLE = Prefetch(
    "memberships", TeamMembership.objects.select_related("person").order_by("person__name", "person__email")
)
_ROLES = Prefetch("roles", TeamRole.objects.select_related("workspace").order_by("pk"))


def _known(person: Person) -> QuerySet[Team]:
    return Team.objects.all() if everywhere(person) else Team.objects.filter(memberships__person=person)


def teams(person: Person) -> list[Team]:
    """Each with its roles, and with how many people are in it (`people`)."""
    found = _known(person).values("pk")
    counted = Team.objects.filter(pk__in=found).annotate(people=Count("memberships"))
    return list(counted.prefetch_related(_ROLES))


def team(person: Person, slug: str) -> Team:
    """With its members and its roles. Raises Team.DoesNotExist."""
    return _known(person).prefetch_related(_PEOPLE, _ROLES).get(slug=slug)


def people_not_in(team: Team) -> list[Person]:
    """Active people who are not in a team."""
    return list(Person.objects.filter(is_active=True).exclude(team_memberships__team=team))


def team_role(team: Team, pk: int) -> TeamRole:
    """A role of just this team. Raises TeamRole.DoesNotExist."""
    return TeamRole.objects.select_related("team", "workspace").get(team=team, pk=pk)


def teams_in(workspace: Workspace) -> list[TeamRole]:
    """The roles that teams give in a workspace, each with its team and how many `people` are in that."""
    found = team_roles_in(workspace).select_related("team", "workspace").annotate(people=Count("team__memberships"))
    return list(found.order_by("team__slug", "pk"))


# ── what an action has to know, whoever asks ─────────────────────────────────────────────────────────────────────────


def of_key(pk: int) -> Team | None:
    return Team.objects.filter(pk=pk).first()


def named(slugs: Collection[str]) -> list[Team]:
    """Those of these teams that are."""
    return list(Team.objects.filter(slug__in=slugs))


def emails(team: Team) -> list[str]:
    """Who is in a team, by e-mail."""
    return list(team.memberships.order_by("person__email").values_list("person__email", flat=True))


def membership(team: Team, person: Person) -> TeamMembership | None:
    return TeamMembership.objects.filter(team=team, person=person).first()


def memberships(person: Person) -> list[TeamMembership]:
    """The teams a person is in, and how."""
    return list(TeamMembership.objects.filter(person=person).select_related("team").order_by("team__slug"))


def roles_of(team: Team) -> list[TeamRole]:
    return list(team.roles.select_related("team", "workspace"))
