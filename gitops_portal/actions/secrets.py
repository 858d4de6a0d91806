"""A fresh secret out, and what is kept of it: its SHA-256. A copy of the database opens nothing."""

from __future__ import annotations

import hashlib
import secrets


def fresh(prefix: str = "") -> str:
    """256 random bits, URL-safe, behind a prefix that tells what it opens."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
