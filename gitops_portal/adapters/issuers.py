"""An issuer's address in, its keys and its other addresses out: over https, kept for a while, never in a storm.

The network is asked when keys are missing or old, and once more when a token names a key that is not among them; at
most every AGAIN_AFTER seconds for one issuer, whatever comes in.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from dataclasses import field as made
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import jwt
from msgspec import Struct, field

from gitops_portal.adapters import https
from gitops_portal.core.documents import reader
from gitops_portal.core.errors import Invalid, PortalError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

ALGORITHMS: Final = {"RS256": "RSA", "ES256": "EC"}
"""Those that may be trusted, with the kind of key each takes; nothing that takes a shared secret is among them."""
RSA_BITS: Final = range(2048, 16_385)
MOST_KEYS: Final = 100
AGAIN_AFTER: Final = 10.0
"""Seconds between two attempts to ask one issuer, successful or not."""
KEPT: Final = (300.0, 3_600.0, 86_400.0)
"""Seconds that keys are kept: at least, where the issuer does not say, and at most."""


class Discovery(Struct, frozen=True):
    """What an issuer says of itself; the rest is asked for where people sign in by it."""

    issuer: str
    jwks_uri: str
    authorization_endpoint: str = ""
    token_endpoint: str = ""
    userinfo_endpoint: str = ""
    scopes_supported: list[str] = field(default_factory=list)
    token_endpoint_auth_methods_supported: list[str] = field(default_factory=lambda: ["client_secret_basic"])


T = TypeVar("T")


class _KeySet(Struct):
    keys: list[dict[str, Any]]


@dataclass(slots=True)
class _Kept:
    """What is known of one issuer."""

    discovery: Discovery | None = None
    keys: dict[str, jwt.PyJWK] = made(default_factory=dict)
    fresh_until: float = 0.0
    tried_at: float = float("-inf")
    lock: threading.Lock = made(default_factory=threading.Lock)


class Keys:
    """The keys of all issuers that are asked for; only trusted ones are, so there are few."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, *, same_host: bool = True) -> None:
        """`same_host`: whether an issuer's keys have to lie where it does; Google's do not."""
        self._clock = clock
        self._same_host = same_host
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def key(self, issuer: str, kid: str, *, loopback: bool = False) -> jwt.PyJWK | None:
        """The key of this name, or without a name the only one; None where the issuer has none such.

        Raises Unavailable while the issuer can't be asked.
        """
        return self._asked(issuer, lambda kept: kept.keys.get(kid) if kid else _only(kept.keys), loopback=loopback)

    def discovery(self, issuer: str, *, loopback: bool = False) -> Discovery:
        """What the issuer says of itself. Raises Unavailable while it can't be asked."""
        if found := self._asked(issuer, lambda kept: kept.discovery, loopback=loopback):
            return found
        raise Unavailable("The issuer can't be asked: try again later.")

    def _asked(self, issuer: str, what: Callable[[_Kept], T | None], *, loopback: bool) -> T | None:
        with self._lock:
            kept = self._kept.setdefault(issuer, _Kept())
        if found := self._at_hand(kept, what):
            return found
        if not kept.lock.acquire(timeout=https.TIME_OUT):
            raise Unavailable("The keys of this token's issuer are being fetched: send the request again.")
        try:
            if found := self._at_hand(kept, what):
                return found
            return what(kept) if self._fetched(kept, issuer, loopback=loopback) else None
        finally:
            kept.lock.release()

    def _at_hand(self, kept: _Kept, what: Callable[[_Kept], T | None]) -> T | None:
        return what(kept) if self._clock() < kept.fresh_until else None

    def _fetched(self, kept: _Kept, issuer: str, *, loopback: bool) -> bool:
        """Whether it was asked now; False where it was a moment ago and what it said then still holds."""
        now = self._clock()
        if now - kept.tried_at < AGAIN_AFTER:
            if now < kept.fresh_until:
                return False  # asked a moment ago, and this key was not among them
            raise Unavailable(
                "The keys of this token's issuer could not be fetched a moment ago: send this again later."
            )
        kept.tried_at = now
        try:
            kept.discovery, kept.keys, max_age = _ask(issuer, loopback=loopback, same_host=self._same_host)
        except PortalError as error:
            log.warning("event=issuer_failed issuer=%s reason=%s", issuer, error)
            if now < kept.fresh_until:
                return False
            raise Unavailable("The keys of this token's issuer cannot be fetched: send this again later.") from error
        kept.fresh_until = now + max_age
        log.info("event=issuer_asked issuer=%s keys=%s seconds=%.0f", issuer, len(kept.keys), max_age)
        return True


KEYS: Final = Keys()
"""Of this process, for CI."""


def _ask(issuer: str, *, loopback: bool, same_host: bool) -> tuple[Discovery, dict[str, jwt.PyJWK], float]:
    """What it says of itself, the keys by name, and for how long they may be kept. Raises PortalError."""
    said = reader.text(https.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration").body)
    discovery = reader.decode(said, Discovery, what="the issuer's configuration")
    if discovery.issuer != issuer:
        raise Invalid(f"it calls itself {discovery.issuer[:200]}")
    address = https.check(discovery.jwks_uri, loopback=loopback)
    if same_host and urlsplit(address)[:2] != urlsplit(issuer)[:2]:
        raise Invalid(f"its keys lie on another host: {address[:200]}")
    answer = https.get(address)
    found = reader.decode(reader.text(answer.body), _KeySet, what="the issuer's keys")
    keys = dict(each for told in found.keys[:MOST_KEYS] if (each := _key(told)))
    shortest, usual, longest = KEPT
    return discovery, keys, min(max(usual if answer.max_age is None else answer.max_age, shortest), longest)


def _only(keys: dict[str, jwt.PyJWK]) -> jwt.PyJWK | None:
    return next(iter(keys.values())) if len(keys) == 1 else None


def _key(told: dict[str, Any]) -> tuple[str, jwt.PyJWK] | None:
    """A key that signatures can be checked with, and its name; None for any other."""
    kid, kind = told.get("kid"), told.get("kty")
    fitting = [name for name, takes in ALGORITHMS.items() if takes == kind and told.get("alg", name) == name]
    if not (isinstance(kid, str) and kid and fitting and told.get("use", "sig") == "sig"):
        return None
    try:
        key = jwt.PyJWK(told, algorithm=fitting[0])
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    size = getattr(key.key, "key_size", 0)
    return (kid, key) if kind != "RSA" or size in RSA_BITS else None
