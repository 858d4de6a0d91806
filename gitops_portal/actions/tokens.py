"""CI's tokens: made and shown once, looked up by digest, rotated and revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from gitops_portal.actions import audit, clock, secrets
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.core.payloads.organisation import TokenMade, TokenRotated, TokenScoped
from gitops_portal.records.models import Token, Workspace
from gitops_portal.records.models.workspaces import SCOPES
from gitops_portal.records.queries import acting

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

PREFIX: Final = "gop_"
"""Tells a leaked token apart in logs and code searches."""

OVERLAPS: Final = (0, 1, 24, 168)
"""Hours that a secret may work on after its token was rotated."""

SEEN_EVERY: Final = timedelta(minutes=5)
"""How exactly `last_used_at` is kept: a write per request would make readers wait for writers."""


@in_one_transaction()
def create(
    by: Actor,
    *,
    name: str,
    workspace: Workspace | None = None,
    may_create: bool = False,
    days: int | None = 90,
    scopes: Collection[str] = SCOPES,
) -> tuple[Token, str]:
    """A token for one workspace, or for all (None), and its secret, which is not kept. Raises Invalid."""
    may = [scope for scope in SCOPES if scope in scopes]
    if not may:
        raise Invalid(f"A token that may do nothing is none: give it {', '.join(SCOPES)}, or some of them.")
    if not name.strip():
        raise Invalid("A token needs a name: say what will use it.")
    if days is not None and not 0 < days <= 3650:  # noqa: PLR2004 - ten years
        raise Invalid("A token lives between 1 and 3650 days.")
    secret = secrets.fresh(PREFIX)
    token = Token.objects.create(
        name=name.strip()[:200],
        prefix=secret[:10],
        digest=secrets.digest(secret),
        workspace=workspace,
        may_create=may_create,
        scopes=may,
        created_by=by.name[:200],
        expires_at=clock.now() + timedelta(days=days) if days else None,
    )
    audit.record(
        by,
        Verb.TOKEN_CREATED,
        f"{token.name} ({token.prefix}…)",
        workspace=workspace,
        detail=TokenMade(may_create=may_create, days=days or 0),
    )
    if len(may) < len(SCOPES):
        audit.record(by, Verb.TOKEN_SCOPED, str(token), workspace=workspace, detail=TokenScoped(scopes=may))
    return token, secret


@in_one_transaction()
def rotate(by: Actor, token: Token, hours: int) -> str:
    """A new secret for a token that works, which lives as long again; the old one works for some hours more.

    Raises Invalid, and Stale where the token was rotated or revoked meanwhile.
    """
    if hours not in OVERLAPS:
        raise Invalid(f"The old secret works for {', '.join(map(str, OVERLAPS))} hours more: choose one of these.")
    now, secret = clock.now(), secrets.fresh(PREFIX)
    until = min(filter(None, (now + timedelta(hours=hours), token.expires_at)))
    lived = token.expires_at - (token.rotated_at or token.created_at) if token.expires_at else None
    fresh = {
        "digest": secrets.digest(secret),
        "prefix": secret[:10],
        "previous_digest": token.digest if hours else "",
        "previous_until": until if hours else None,
        "rotated_at": now,
        "expires_at": now + lived if lived else None,
    }
    if not Token.objects.filter(pk=token.pk, digest=token.digest, revoked_at=None).update(**fresh):
        raise Stale("The token was rotated or revoked meanwhile: load the page again.")
    works = audit.rfc3339(until) if hours else ""
    detail = TokenRotated(before=token.prefix, after=secret[:10], works_until=works)
    audit.record(by, Verb.TOKEN_ROTATED, f"{token.name} ({secret[:10]}…)", workspace=token.workspace, detail=detail)
    return secret


@in_one_transaction()
def revoke(by: Actor, token: Token) -> None:
    """End a token at once; revoking twice is the same as once."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        audit.record(by, Verb.TOKEN_REVOKED, f"{token.name} ({token.prefix}…)", workspace=token.workspace)


def find(secret: str) -> Token | None:
    """The living token of a secret. Looked up by digest, so nothing of the secret is compared bit by bit."""
    now = clock.now()
    token = acting.living_token(secrets.digest(secret), now)
    if token:
        seen(token, now)
    return token


def seen(token: Token, now: datetime) -> None:
    """Keep that it was used."""
    if token.last_used_at is None or token.last_used_at < now - SEEN_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def as_actor(token: Token, address: str = "") -> Actor:
    """A token as the one who asked."""
    return Actor(ActorKind.TOKEN, f"token {token.name}", token.pk, address)
