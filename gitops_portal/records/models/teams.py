"""Rows: teams, who is in them, and the roles that they give."""

from __future__ import annotations

from django.db import models

from gitops_portal.core.model import Role
from gitops_portal.records.models.people import Person
from gitops_portal.records.models.workspaces import SLUG, Workspace


class Team(models.Model):
    """People who are asked together, and who have roles together."""

    slug = models.CharField(max_length=63, unique=True, validators=[SLUG])
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


class TeamMembership(models.Model):
    """A person in a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="team_memberships")
    by_sso = models.BooleanField(default=False)
    """Whether the identity provider says so: then it ends when it says so no longer."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["team", "person"], name="once_in_a_team"),)

    def __str__(self) -> str:
        return f"{self.person} is in {self.team}"


class TeamRole(models.Model):
    """A role that a team gives its members: in one workspace, or in every one that has all of some labels."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="roles")
    workspace = models.ForeignKey(Workspace, models.CASCADE, null=True, blank=True, related_name="team_roles")
    labels = models.JSONField(default=dict, blank=True)
    """Asked for where no workspace is named; empty: the role holds in every workspace."""
    role = models.CharField(max_length=16, default=Role.VIEWER)

    class Meta:
        ordering = ("team", "pk")

    def __str__(self) -> str:
        return f"{self.role} {self.where}"

    @property
    def where(self) -> str:
        """Where it holds, in words."""
        if self.workspace:
            return f"in {self.workspace.slug}"
        if self.labels:
            return f"where {', '.join(f'{name}={value}' for name, value in sorted(self.labels.items()))}"
        return "in every workspace"
