"""A GitHub App's key in, a token for one repository out: kept in memory alone, until shortly before its end.

The App proves itself by a JWT of ten minutes (RS256), finds its installation in the repository, and asks for a token
that reaches that repository and may do what the message needs. A token may have any length and form.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import jwt
from jwt.algorithms import RSAAlgorithm

from gitops_portal.adapters.notify import Field, NotifyError, judged
from gitops_portal.core.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gitops_portal.adapters.outbound import Answer

    Ask = Callable[[str, str, Mapping[str, Any] | None, str], Answer]
    """A method, a path, a body and a token in, the answer out."""

APP: Final = Field("app", "GitHub App", "Its client id or its number, from the page of the App.")
PRIVATE_KEY: Final = Field(
    "private_key", "Private key", "Of the App: the whole .pem file that GitHub made.", secret=True, long=True
)
SMALLEST_KEY: Final = 2048
BACK: Final = timedelta(seconds=60)
"""By how much a clock of the two may be wrong."""
LIVES: Final = timedelta(minutes=9)
"""Of the JWT: GitHub takes ten minutes."""
SOON: Final = timedelta(minutes=5)
"""So long before its end a token is not used any more."""


_OF_TOKENS: Final = ("token", "expires_at")


class _Token(NamedTuple):
    token: str
    until: datetime


_KEPT: dict[tuple[str, ...], _Token] = {}
"""Of this process: by the API, the App, a digest of its key, the repository and what it may do."""


def check(settings: Mapping[str, str]) -> None:
    """Raises Invalid where an App could not prove itself by these."""
    if not settings.get("app", "").isalnum():  # numbers, or `Iv23li…`
        raise Invalid("A GitHub App has a client id, such as Iv23liABC, or a number: letters and digits alone.")
    try:
        size = RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(settings.get("private_key", "")).key_size
    except (jwt.PyJWTError, ValueError, TypeError):
        size = 0
    if size < SMALLEST_KEY or "PRIVATE" not in settings["private_key"]:
        raise Invalid(
            "This is no private key of a GitHub App: paste the whole .pem file, from -----BEGIN to the last -----."
        )


def token(settings: Mapping[str, str], api: str, place: str, needs: Mapping[str, str], now: datetime, ask: Ask) -> str:
    """A token that reaches the repository `place` and may do what is needed. Raises NotifyError."""
    which = _which(settings, api, place, needs)
    held = _KEPT.get(which)
    if held and held.until - SOON > now:
        return held.token
    proof = _proof(settings, now)
    answer = ask("GET", f"/repos/{place}/installation", None, proof)
    if answer.status == HTTPStatus.NOT_FOUND:
        raise NotifyError(f"The App is not installed in {place}.", permanent=True, status=answer.status)
    (installation,) = _read(answer, now, "id")
    body = {"repositories": [place.partition("/")[2]], "permissions": dict(needs)}
    made, until = _read(ask("POST", f"/app/installations/{installation}/access_tokens", body, proof), now, *_OF_TOKENS)
    for old in [key for key, one in list(_KEPT.items()) if one.until <= now]:
        _KEPT.pop(old, None)
    _KEPT[which] = _Token(made, datetime.fromisoformat(until))
    return made


def forget(settings: Mapping[str, str], api: str, place: str, needs: Mapping[str, str]) -> None:
    """Of a token that is not taken any more, though its time is not over."""
    _KEPT.pop(_which(settings, api, place, needs), None)


def _which(settings: Mapping[str, str], api: str, place: str, needs: Mapping[str, str]) -> tuple[str, ...]:
    digest = hashlib.sha256(settings["private_key"].encode()).hexdigest()
    return (api, settings["app"], digest, place.lower(), *(f"{name}={needs[name]}" for name in sorted(needs)))


def _proof(settings: Mapping[str, str], now: datetime) -> str:
    claims = {"iat": now - BACK, "exp": now + LIVES, "iss": settings["app"]}
    return jwt.encode(claims, settings["private_key"], algorithm="RS256")


def _read(answer: Answer, now: datetime, *names: str) -> list[str]:
    """What GitHub says of the App under these names; nothing else of it is kept, as it may hold the token."""
    judged(answer, now, body="")
    try:
        told = json.loads(answer.body)
        return [str(told[name]) for name in names]
    except (ValueError, TypeError, KeyError) as error:
        raise NotifyError("What answers at the API's address says nothing of the App as GitHub does.") from error
