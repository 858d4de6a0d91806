"""CI's tokens: made and shown once, looked up by digest, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from gitops_portal.actions import audit, clock, secrets
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.errors import Invalid
from gitops_portal.core.events import TokenMade, Verb
from gitops_portal.core.model import Actor, ActorKind
from gitops_portal.records.models import Token, Workspace
from gitops_portal.records.queries import acting

PREFIX: Final = "gop_"
"""Tells a leaked token apart in logs and code searches."""

SEEN_EVERY: Final = timedelta(minutes=5)
"""How exactly `last_used_at` is kept: a write per request would make readers wait for writers."""


@in_one_transaction()
def create(
    by: Actor, *, name: str, workspace: Workspace | None = None, may_create: bool = False, days: int | None = 90
) -> tuple[Token, str]:
    """A token for one workspace, or for all (None), and its secret, which is not kept. Raises Invalid."""
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
    return token, secret


@in_one_transaction()
def revoke(by: Actor, token: Token) -> None:
    """End a token at once; revoking twice is the same as once."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        audit.record(by, Verb.TOKEN_REVOKED, f"{token.name} ({token.prefix}…)", workspace=token.workspace)


def find(secret: str) -> Token | None:
    """The living token of a secret. Looked up by digest, so nothing of the secret is compared bit by bit."""
    now = clock.now()
    token = acting.living_token(secrets.digest(secret), now)
    if token and (token.last_used_at is None or token.last_used_at < now - SEEN_EVERY):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def as_actor(token: Token, address: str = "") -> Actor:
    """A token as the one who asked."""
    return Actor(ActorKind.TOKEN, f"token {token.name}", token.pk, address)
