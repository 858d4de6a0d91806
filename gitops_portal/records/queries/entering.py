"""Who comes in, as an action has to know before it writes: as in `acting`, nobody's sight narrows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from gitops_portal.records.models import (
    CodeApp,
    Passkey,
    Person,
    RecoveryCode,
    Session,
    SignInLink,
    SignInTries,
    SsoIdentity,
    TeamMembership,
)

if TYPE_CHECKING:
    from datetime import datetime


def sign_in_link(digest: str) -> SignInLink | None:
    """A link by the digest of its secret, used or not."""
    return SignInLink.objects.filter(digest=digest).select_related("person").first()


def living_link(digest: str, now: datetime) -> SignInLink | None:
    """A link that signs somebody in now."""
    living = SignInLink.objects.filter(digest=digest, used_at=None, expires_at__gt=now, person__is_active=True)
    return living.select_related("person").first()


def sso_identity(issuer: str, subject: str) -> SsoIdentity | None:
    """Whom a provider knows by this subject."""
    return SsoIdentity.objects.filter(issuer=issuer, subject=subject).select_related("person").first()


def sso_identities(person: Person) -> list[SsoIdentity]:
    """By which subjects providers know a person."""
    return list(SsoIdentity.objects.filter(person=person))


def people_past_sso(since: datetime, now: datetime, known_by: str) -> list[Person]:
    """Who is in a team by single sign-on, was not seen by it since then, and is signed in in another way now."""
    seen = SsoIdentity.objects.filter(person=OuterRef("pk"), last_used_at__gte=since)
    otherwise = Session.objects.filter(person=OuterRef("pk"), expire_date__gt=now).exclude(known_by=known_by)
    members = TeamMembership.objects.filter(person=OuterRef("pk"), by_sso=True)
    return list(Person.objects.filter(Exists(members), Exists(otherwise), ~Exists(seen)).order_by("pk"))


def has_second_factor(person: Person) -> bool:
    """Whether a password or a link alone lets this person in no more."""
    confirmed = CodeApp.objects.filter(person=person, confirmed_at__isnull=False)
    return confirmed.exists() or Passkey.objects.filter(person=person).exists()


def code_app(person: Person) -> CodeApp | None:
    return CodeApp.objects.filter(person=person).first()


def recovery_codes_left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def passkey(credential: str) -> Passkey | None:
    """By the id that its device gave it."""
    return Passkey.objects.filter(credential=credential).select_related("person").first()


def passkeys(person: Person) -> list[Passkey]:
    return list(Passkey.objects.filter(person=person))


def tries(key: str) -> SignInTries | None:
    """What was counted under a key; None where nothing was."""
    return SignInTries.objects.filter(key=key).first()
