"""Secrets and a document in, those found in it out: one pass over the bytes, however many secrets there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec
from ahocorasick_rs import BytesAhoCorasick

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST: Final = 12
"""Characters; a shorter marked value (a user's name, a port) stands inside harmless texts by chance."""

_WORDS: Final = re.compile(r"[A-Za-z]+|[a-z]+(?:[._ -][a-z]+)?")
"""One word, or two in lower case: a name rather than a secret."""


def leaked(secrets: Iterable[str], document: bytes) -> list[str]:
    """Which secrets stand anywhere in a JSON document, as they are or inside a string that is JSON itself."""
    spelled: dict[bytes, str] = {}
    for secret in secrets:
        if len(secret) >= SHORTEST and not _WORDS.fullmatch(secret):
            once = msgspec.json.encode(secret)[1:-1]
            spelled[once] = spelled[msgspec.json.encode(once.decode())[1:-1]] = secret
    if not spelled:
        return []
    patterns = list(spelled)
    found = BytesAhoCorasick(patterns).find_matches_as_indexes(document, overlapping=True)
    return sorted({spelled[patterns[which]] for which, _, _ in found})
