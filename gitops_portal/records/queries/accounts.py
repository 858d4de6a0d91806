"""Who may come in: people and tokens."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils import timezone

from gitops_portal.records.models import (
    CiRule,
    CodeApp,
    Passkey,
    Person,
    RecoveryCode,
    Session,
    SsoIdentity,
    Token,
    TrustedIssuer,
    Workspace,
)

MOST_SESSIONS = 100


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


def sessions(person: Person) -> list[Session]:
    """Somebody's sessions that are not over, those used last first."""
    living = Session.objects.filter(person=person, expire_date__gt=timezone.now()).defer("session_data")
    return list(living.order_by("-last_used_at")[:MOST_SESSIONS])


def sso_identities(person: Person) -> list[SsoIdentity]:
    """By which names identity providers know somebody."""
    return list(SsoIdentity.objects.filter(person=person).order_by("issuer"))


class Factors(NamedTuple):
    """What somebody shows beside a password or a link."""

    app: CodeApp | None
    passkeys: list[Passkey]
    recovery_codes: int
    """How many are left."""

    @property
    def any(self) -> bool:
        return bool(self.app or self.passkeys)


def second_factors(person: Person) -> Factors:
    """Only an app of which a code was seen counts."""
    return Factors(
        CodeApp.objects.filter(person=person, confirmed_at__isnull=False).first(),
        list(Passkey.objects.filter(person=person)),
        RecoveryCode.objects.filter(person=person, used_at=None).count(),
    )


def issuers() -> list[TrustedIssuer]:
    """Whose tokens of CI jobs are believed."""
    return list(TrustedIssuer.objects.all())


def ci_rules(workspace: Workspace | None = None) -> list[CiRule]:
    """Which jobs come into one workspace, or into any."""
    found = CiRule.objects.select_related("issuer", "workspace")
    return list(found.filter(workspace=workspace) if workspace else found)
