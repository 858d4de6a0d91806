"""One-time codes of an app: a secret in, the address that the app reads and a code's step out (RFC 6238)."""

from __future__ import annotations

import hmac
from typing import Final

import pyotp
import segno

_ISSUER: Final = "GitOps Portal"
_SECONDS: Final = 30
_AROUND: Final = 1
"""Steps before and after now whose codes are taken, for clocks that differ."""


def fresh() -> str:
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """What an app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)


def drawn(text: str) -> str:
    """The same as a picture that a camera reads: an address of type `data:`."""
    return segno.make(text, micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def step(secret: str, code: str, now: float) -> int | None:
    """Which step a code is of; None where it is none of those around now."""
    here, codes = int(now) // _SECONDS, pyotp.TOTP(secret)
    for one in range(here - _AROUND, here + _AROUND + 1):
        if hmac.compare_digest(codes.generate_otp(one).encode(), code.encode()):
            return one
    return None


def secret_of(text: str) -> str:
    """The secret that stands in such an address, in groups of four for whoever types it."""
    secret = pyotp.parse_uri(text).secret
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
