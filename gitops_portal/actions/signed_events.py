"""Events that are signed, not sent with a token: the key for it comes from a token, and works as long as that does."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from django.conf import settings

from gitops_portal.actions import clock, secrets, tokens
from gitops_portal.core.errors import Unrecognised
from gitops_portal.records.queries import acting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gitops_portal.records.models import Token, Workspace

HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
"""Those that Flux may name in `X-Signature`; weaker ones are refused."""
UNSIGNED: Final = (
    "This takes the header X-Signature: the name of a hash (sha256, sha384, sha512), an equals sign, and the HMAC of "
    "the body in hexadecimal digits, by the signing key of a token that may upload to this workspace."
)


def key_of(digest: str, secret_key: str = "") -> str:
    """What signs in the name of the token with this digest. Without SECRET_KEY nobody makes it from the database."""
    return hmac.new((secret_key or settings.SECRET_KEY).encode(), f"signs:{digest}".encode(), "sha256").hexdigest()


def key_for(secret: str) -> str:
    """The signing key of the token with this secret, to be shown once beside it."""
    return key_of(secrets.digest(secret))


def signer(workspace: Workspace, body: bytes, signature: str) -> Token:
    """The living token of the workspace by whose key a body was signed. Raises Unrecognised where there is none."""
    name, _, told = signature.strip().partition("=")
    if name not in HASHES or not told.isascii():
        raise Unrecognised(UNSIGNED)
    now = clock.now()
    for token in acting.uploading_tokens(workspace, now):
        if any(_signs(key, body, name, told) for key in _keys(token, now)):
            tokens.seen(token, now)
            return token
    raise Unrecognised(UNSIGNED)


def _keys(token: Token, now: datetime) -> Iterator[str]:
    """Of its secret, and of the one before while that still works, under each key of the portal."""
    old = token.previous_digest if token.previous_until and token.previous_until > now else ""
    current = token.digest if token.expires_at is None or token.expires_at > now else ""
    for digest in filter(None, (current, old)):
        for secret_key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            yield key_of(digest, secret_key)


def _signs(key: str, body: bytes, name: str, told: str) -> bool:
    return hmac.compare_digest(hmac.new(key.encode(), body, HASHES[name]).hexdigest(), told.lower())
