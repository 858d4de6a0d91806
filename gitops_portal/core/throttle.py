"""How often somebody failed to come in, and since when, in; until when they have to wait, out."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""Without a failure for so long, one starts over."""
LONGEST: Final = timedelta(minutes=15)
SHORTEST: Final = timedelta(seconds=30)
_IPV6_SITE: Final = 64
"""Bits: one household or machine has a whole /64 to come from."""


class Counted(Struct, frozen=True):
    """What failures are counted for. `free` of them cost no wait; each after that doubles it, up to LONGEST."""

    key: str
    free: int


def account(email: str) -> Counted:
    """The account that somebody names, whether or not there is one: an answer tells nobody which there are."""
    return Counted(_digest("account", email.strip().casefold()), 5)


def source(address: str) -> Counted:
    """Where somebody comes from: an office behind one address has more people in it, and more who mistype."""
    return Counted(_digest("source", _site(address)), 20)


def account_of_links(known: str) -> Counted:
    """Whose link somebody tried that works no more, or for one that is nobody's its own digest: both answer alike."""
    return Counted(_digest("links of account", known.strip().casefold()), 5)


def source_of_links(address: str) -> Counted:
    """Where links come from that do not work. Counted apart: who mistyped a password may still use a link."""
    return Counted(_digest("links of source", _site(address)), 20)


def source_of_sso(address: str) -> Counted:
    """Where sign-ins by a provider come back from that do not hold."""
    return Counted(_digest("sso of source", _site(address)), 20)


def account_of_codes(email: str) -> Counted:
    """Whose second factor somebody tries, who has shown the first."""
    return Counted(_digest("codes of account", email.strip().casefold()), 5)


def wait(failures: int, free: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    if failures < free:
        return timedelta(0)
    return min(SHORTEST * (1 << min(failures - free, 10)), LONGEST)


def failures_now(failures: int, last: datetime, now: datetime) -> int:
    """How many of the failures still count."""
    return failures if now - last < FORGOTTEN_AFTER else 0


def _site(address: str) -> str:
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(place, ipaddress.IPv6Address) and place.ipv4_mapped is None:
        return str(ipaddress.ip_network((place, _IPV6_SITE), strict=False))
    return str(getattr(place, "ipv4_mapped", None) or place)


def _digest(kind: str, text: str) -> str:
    """What people type for their e-mail may be their password: only its digest is kept."""
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()
