"""A document and the secrets that must not stand in its names in, the same document with stand-ins there out.

Values are masked where they stand; what is left are addresses, keys of instances and references, which nobody could
follow if they were cut out: one and the same stand-in takes the place of one and the same secret everywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec
from ahocorasick_rs import BytesAhoCorasick, MatchKind

from gitops_portal.core.documents.secrecy.forms import SHORTEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_IDENTIFIER: Final = re.compile(r"[A-Za-z]+(?:[-_. ][A-Za-z]+)*")
"""Words: a resource or a variable that is called so is called so in the configuration, for everybody to read."""
_FIGURES: Final = re.compile(rb"[-+.,:0-9eE\[\]{}]+")
_OUTSIDE: Final = frozenset(b":,[-.0123456789+eE")
"""What may stand before figures outside of texts."""


def veiled(document: bytes, secrets: Iterable[str], schema: Iterable[str], stand_in: Callable[[str], str]) -> bytes:
    """In JSON, or in what `terraform graph` prints.

    `schema` names what providers name, types and attributes: what stands in these is no secret there.
    """
    public = "\n".join(schema)
    if not document:
        return document
    found = {
        before + written + after: (before, secret, after)
        for secret in secrets
        for before, written, after in _spelled(secret, public)
    }
    if not found:
        return document
    patterns = list(found)
    search = BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest)
    pieces: list[bytes] = []
    end = 0
    for which, start, stop in search.find_matches_as_indexes(document):
        spelled = patterns[which]
        if not (_FIGURES.fullmatch(spelled) and document[start - 1] in _OUTSIDE):
            before, secret, after = found[spelled]
            pieces += (document[end:start], before, stand_in(secret).encode(), after)
            end = stop
    return b"".join((*pieces, document[end:])) if pieces else document


def _spelled(secret: str, public: str) -> Iterator[tuple[bytes, bytes, bytes]]:
    """A long one that is no word as any part of a name, others as the whole key of an instance."""
    once = msgspec.json.encode(secret)[1:-1]
    twice = msgspec.json.encode(once.decode())[1:-1]
    if len(secret) >= SHORTEST and not _IDENTIFIER.fullmatch(secret) and secret not in public:
        yield b"", once, b""
        yield b"", twice, b""
    else:
        yield b'[\\"', twice, b'\\"]'
        yield b'"index":"', once, b'"'
