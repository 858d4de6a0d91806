"""What an identity provider signed of somebody in, what speaks against it or who they are out (OpenID Connect Core)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

LEEWAY: Final = 60
"""Seconds by which two clocks may differ."""
_LAST: Final = 1e12
"""Seconds; no time is later."""
LONGEST: Final = 255
"""Characters of a subject, as the standard bounds it, and of an e-mail or a name."""
MOST_GROUPS: Final = 1_000
_ENTRA: Final = "https://login.microsoftonline.com/"


class Expected(Struct, frozen=True):
    """What a token has to say to be for us, and of this very sign-in."""

    issuer: str
    client: str
    nonce: str


class Identity(Struct, frozen=True):
    """Somebody as the provider knows them: `subject` never changes there, an e-mail may."""

    issuer: str
    subject: str
    email: str
    verified: bool
    name: str
    groups: tuple[str, ...] = ()


def objection(told: Mapping[str, Any], expected: Expected, now: float) -> str:
    """Why a token whose signature holds is not taken all the same; empty where it is."""
    audience = told.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    nonce = told.get("nonce")
    checks = (
        (told.get("iss") == expected.issuer, "it is of another issuer"),
        (expected.client in audiences, "it is for another application (aud)"),
        (told.get("azp", expected.client) == expected.client, "it was made for another application (azp)"),
        (len(audiences) == 1 or "azp" in told, "it is for several applications and names none (azp)"),
        (_same(nonce, expected.nonce), "it is of another sign-in (nonce)"),
        (_seconds(told.get("exp")) > now - LEEWAY, "it has expired"),
        (_seconds(told.get("nbf", 0.0)) <= now + LEEWAY, "it does not hold yet"),
        (0 < _seconds(told.get("iat")) <= now + LEEWAY, "it does not say when it was made, or that is to come"),
        (bool(_text(told.get("sub"))), "it names nobody"),
    )
    return next((why for holds, why in checks if not holds), "")


def identity(told: Mapping[str, Any], issuer: str, groups_claim: str) -> Identity:
    """Who a token without an objection speaks of. A claim of groups that is not there is a person without groups."""
    groups = told.get(groups_claim) if groups_claim else ()
    named = groups if isinstance(groups, list | tuple) else [groups]
    return Identity(
        issuer=issuer,
        subject=_text(told.get("sub")),
        email=_text(told.get("email")).strip().lower(),
        verified=_verified(told, issuer),
        name=_text(told.get("name")).strip(),
        groups=tuple(sorted({text for group in named[:MOST_GROUPS] if (text := _text(group))})),
    )


def _verified(told: Mapping[str, Any], issuer: str) -> bool:
    """Whether the provider vouches for the e-mail. Entra has a claim of its own for it."""
    yes = (True, "true")
    return told.get("email_verified") in yes or (issuer.startswith(_ENTRA) and told.get("xms_edov") in (*yes, 1, "1"))


def objection_to_email(who: Identity, domains: Collection[str]) -> str:
    """Why nobody is found or made by this e-mail; empty where somebody may be. No domains: any that was invited."""
    if not who.email:
        return "it does not tell your e-mail"
    if not who.verified:
        return f"it does not vouch for {who.email} (email_verified)"
    if domains and who.email.rpartition("@")[2] not in domains:
        return f"{who.email} is of none of the domains that sign in this way"
    return ""


def _same(one: object, other: str) -> bool:
    return isinstance(one, str) and hmac.compare_digest(one.encode(), other.encode())


def _seconds(told: object) -> float:
    """A time as a token tells it; one that is none is long past."""
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) and abs(told) < _LAST else -1.0


def _text(told: object) -> str:
    """A short printable text; anything else is none."""
    return told if isinstance(told, str) and 0 < len(told) <= LONGEST and told.isprintable() else ""
