"""A key and bytes in, sealed text out, and the other way round: the same bytes are sealed alike (AES-SIV, RFC 5297)."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV


def sealed(key: bytes, data: bytes) -> str:
    return b64encode(_cipher(key).encrypt(data, None)).decode()


def opened(key: bytes, text: str) -> bytes | None:
    """What was sealed; None when it was sealed with another key, or was changed since."""
    from cryptography.exceptions import InvalidTag

    try:
        return _cipher(key).decrypt(b64decode(text), None)
    except (InvalidTag, ValueError):
        return None


def _cipher(key: bytes) -> AESSIV:
    """With a key of its own: what makes macs seals nothing. The library is slow to import, and few plans need it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(hmac.digest(key, b"seal", "sha512"))
