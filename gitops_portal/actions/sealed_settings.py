"""What a row may not show in, sealed text out, and the other way round: keyed by SECRET_KEY and the row.

A copy of the database sends nothing, and what was sealed for one channel, or run task, does not open in another.
"""

from __future__ import annotations

import hmac
import json
import secrets
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from gitops_portal.core.documents.secrecy import sealing
from gitops_portal.core.errors import Lost

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


class Holder(Protocol):
    """A row that holds something sealed."""

    @property
    def key(self) -> UUID: ...
    @property
    def sealed(self) -> str: ...
    @property
    def name(self) -> str: ...


def sealed(holder: Holder, told: Mapping[str, str]) -> str:
    """A chance beside it, so that equal secrets are not sealed alike."""
    whole = {"channel": str(holder.key), "chance": secrets.token_hex(8), "told": dict(told)}
    return sealing.sealed(_key(settings.SECRET_KEY), json.dumps(whole).encode())


def opened(holder: Holder) -> dict[str, str]:
    """Raises Lost where no key of this portal opens it."""
    for secret_key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        found = sealing.opened(_key(secret_key), holder.sealed)
        whole = json.loads(found) if found else {}
        if whole.get("channel") == str(holder.key):
            told: dict[str, str] = whole["told"]
            return told
    raise Lost(f"The secrets of {holder.name} were sealed with another SECRET_KEY: enter them again.")


def _key(secret_key: str) -> bytes:
    return hmac.digest(secret_key.encode(), b"channels", "sha256")
