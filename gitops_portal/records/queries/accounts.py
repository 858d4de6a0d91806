"""Who may come in: people and tokens."""

from __future__ import annotations

from django.db.models import Count, F, Q
from django.utils import timezone

from gitops_portal.records.models import (
    Person,
    Token,
    Workspace,
)


def people() -> list[Person]:
    return list(Person.objects.annotate(workspace_count=Count("memberships")).order_by("-is_active", "name", "email"))


def people_outside(workspace: Workspace) -> list[Person]:
    """Active people who have no role in this workspace yet."""
    return list(Person.objects.filter(is_active=True).exclude(memberships__workspace=workspace))


def tokens(workspace: Workspace | None = None) -> list[Token]:
    """The tokens that open one workspace, or all tokens; those that still work first."""
    found = Token.objects.select_related("workspace")
    if workspace:
        found = found.filter(workspace=workspace)
    return list(found.order_by(F("revoked_at").asc(nulls_first=True), "-created_at"))


def living_tokens(workspace: Workspace) -> int:
    """How many tokens open just this workspace now."""
    now = timezone.now()
    return Token.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), workspace=workspace, revoked_at=None
    ).count()


def token(pk: int, workspace: Workspace | None = None) -> Token:
    return Token.objects.get(pk=pk, **({"workspace": workspace} if workspace else {}))


def person(pk: int) -> Person:
    return Person.objects.get(pk=pk)
