"""An identity provider asked who somebody is: authorization code, PKCE, state and nonce (RFC 6749, 7636, 9700).

Keys and addresses come from `issuers`, as those of CI's identities do.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus, urlencode

from msgspec import Struct

from gitops_portal.adapters import https, issued
from gitops_portal.adapters.issuers import ALGORITHMS, Keys
from gitops_portal.core.documents import reader
from gitops_portal.core.errors import Invalid
from gitops_portal.core.sso import Expected, identity, objection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.sso import Identity

KEYS: Final = Keys(same_host=False)
"""Of this process, for people. The operator names the one issuer, so its word on where its keys lie is taken."""
_SCOPES: Final = ("openid", "email", "profile")


class Provider(Struct, frozen=True):
    """Who is asked, and as whom."""

    issuer: str
    client: str
    secret: str
    back: str
    """The address at which the portal takes the answer."""
    groups_claim: str = ""
    loopback: bool = False


class Begun(Struct, frozen=True):
    """What the browser keeps between the way there and the way back."""

    state: str
    nonce: str
    verifier: str


class _Tokens(Struct):
    id_token: str
    access_token: str = ""


def begin(provider: Provider) -> tuple[str, Begun]:
    """The address to go to, and what has to come back from there. Raises Unavailable, Invalid."""
    begun = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
    discovery = KEYS.discovery(provider.issuer, loopback=provider.loopback)
    address = https.check(discovery.authorization_endpoint, loopback=provider.loopback)
    groups = [provider.groups_claim] if provider.groups_claim in discovery.scopes_supported else []
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": provider.back,
        "scope": " ".join((*_SCOPES, *groups)),
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": _digested(begun.verifier),
        "code_challenge_method": "S256",
    }
    return f"{address}?{urlencode(asked)}", begun


def finish(provider: Provider, code: str, begun: Begun, now: float) -> Identity:
    """Who came back with this code. Raises Invalid where the answer does not hold, Unavailable where none comes."""
    tokens = _exchanged(provider, code, begun)
    said = issued.said(tokens.id_token, names_key=False)
    if said.issuer != provider.issuer:
        raise Invalid("it is of another issuer")
    told = issued.claims(tokens.id_token, said, list(ALGORITHMS), KEYS, loopback=provider.loopback)
    if why := objection(told, Expected(provider.issuer, provider.client, begun.nonce), now):
        raise Invalid(why)
    return identity(_completed(provider, told, tokens.access_token), provider.issuer, provider.groups_claim)


def _exchanged(provider: Provider, code: str, begun: Begun) -> _Tokens:
    discovery = KEYS.discovery(provider.issuer, loopback=provider.loopback)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.back,
        "code_verifier": begun.verifier,
    }
    headers = {}
    if provider.secret and "client_secret_basic" in discovery.token_endpoint_auth_methods_supported:
        known = f"{quote_plus(provider.client)}:{quote_plus(provider.secret)}"
        headers["Authorization"] = f"Basic {b64encode(known.encode()).decode()}"
    else:
        form |= {"client_id": provider.client} | ({"client_secret": provider.secret} if provider.secret else {})
    answer = https.post(https.check(discovery.token_endpoint, loopback=provider.loopback), form, **headers)
    return reader.decode(reader.text(answer.body), _Tokens, what="the provider's answer")


def _completed(provider: Provider, told: Mapping[str, Any], access: str) -> Mapping[str, Any]:
    """What the token says and, where it is silent, what the provider tells beside it of the same subject."""
    wanted = [name for name in ("email", provider.groups_claim) if name and name not in told]
    address = KEYS.discovery(provider.issuer, loopback=provider.loopback).userinfo_endpoint
    if not (wanted and access and address):
        return told
    checked = https.check(address, loopback=provider.loopback)
    answer = https.get(checked, Authorization=f"Bearer {access}")
    more = reader.decode(reader.text(answer.body), dict[str, Any], what="the provider's answer")
    if more.get("sub") != told["sub"]:
        raise Invalid("what the provider tells beside its token is of somebody else")
    return {**more, **told}


def _digested(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
