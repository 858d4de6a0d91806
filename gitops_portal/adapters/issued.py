"""An issuer's token in; whose it says it is, and its claims once its signature holds, out. Its words choose nothing.

The algorithm comes from a list and the key from the issuer's own key set; what else the head names (`jku`, `jwk`,
`x5u`) is not looked at.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, Any, Final

import jwt
from jwt.utils import base64url_decode
from msgspec import Struct

from gitops_portal.adapters.issuers import ALGORITHMS
from gitops_portal.core.documents import reader
from gitops_portal.core.errors import Invalid, PortalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.adapters.issuers import Keys

LONGEST: Final = 16 * 1024
"""Characters; GitHub's have about 1,500."""
_PARTS: Final = re.compile(r"([^.]+)\.([^.]+)\.[^.]*")
_LONGEST_NAME: Final = 500
_JWS: Final = jwt.PyJWS(algorithms=list(ALGORITHMS))


class Said(Struct, frozen=True):
    """What a token says before anybody looked at its signature."""

    issuer: str
    algorithm: str
    kid: str = ""


def looks_like_one(secret: str) -> bool:
    """Whether it has the three parts of a JWT, which no token of the portal has."""
    return secret.count(".") == 2  # noqa: PLR2004 - between three parts


def said(token: str, *, names_key: bool = True) -> Said:
    """Raises Invalid for what is no JWT. Whoever has one key only need not name it, where that is allowed."""
    if len(token) > LONGEST or not token.isascii():
        raise Invalid("it is longer than any token of a job, or no ASCII")
    found = _PARTS.fullmatch(token)
    if found is None:
        raise Invalid("it is no JWT")
    head, claims = map(_decoded, found.groups())
    told = [claims.get("iss"), head.get("alg")]
    if names_key or "kid" in head:
        told.append(head.get("kid"))
    if not all(isinstance(text, str) and 0 < len(text) <= _LONGEST_NAME for text in told):
        raise Invalid("its head or its claims name no issuer, no algorithm or no key")
    if "crit" in head or "b64" in head:
        raise Invalid("its head asks for an extension that nobody here knows")
    return Said(*map(str, told))


def claims(token: str, told: Said, allowed: list[str], keys: Keys, *, loopback: bool = False) -> Mapping[str, Any]:
    """What the issuer signed. Raises Invalid where the signature does not hold, Unavailable while nobody can tell."""
    if told.algorithm not in allowed or told.algorithm not in ALGORITHMS:
        raise Invalid(f"it is signed by {told.algorithm[:40]}, and only {', '.join(allowed)} is taken")
    key = keys.key(told.issuer, told.kid, loopback=loopback)
    if key is None:
        raise Invalid("its issuer has no key of the name that it gives (kid)")
    if key.key_type != ALGORITHMS[told.algorithm]:
        raise Invalid("the key that it names is of another kind than its algorithm")
    try:
        signed: bytes = _JWS.decode(token, key.key, algorithms=[told.algorithm])
    except jwt.PyJWTError as error:
        raise Invalid(f"its signature does not hold ({type(error).__name__})") from error
    return _object(signed)


def _decoded(part: str) -> Mapping[str, Any]:
    try:
        return _object(base64url_decode(part))
    except (binascii.Error, ValueError) as error:
        raise Invalid("it is no JWT") from error


def _object(document: bytes) -> Mapping[str, Any]:
    try:
        return reader.decode(reader.text(document), dict[str, Any])
    except PortalError as error:
        raise Invalid("it holds no JSON object within bounds") from error
