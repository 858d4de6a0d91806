"""What a tool says of a plan's apply in, the same without the plan's secrets out: they are known by their macs alone.

A text is tried out piece by piece: whatever stands between two signs, a whole line, what stands in quotes. A secret
that stands between letters, or that is written in another form, is found by what it looks like, or not at all. Where
the apply itself makes secrets, only what is made of words is kept, and only of summaries.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.secrecy import detectors
from gitops_portal.core.documents.secrecy.common import SHORTEST, common

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gitops_portal.core.documents.secrecy.redact import Mask

SPAN: Final = 128
"""Characters of a piece that is tried out wherever it begins; a longer secret is found where it stands by itself."""
MOST: Final = 20_000
"""Secrets of one plan that are looked for; of more, nothing that its apply says is kept."""
WITHHELD: Final = "(not kept: it may quote secrets that the plan does not tell)"
HIDDEN: Final = "(…)"
"""Stands for a word that may be a secret, and may be none."""
_BETWEEN: Final = re.compile(r"[^\s\"'`()\[\]{},;]+(?<![.:])")
_WORD: Final = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]")
_QUOTED: Final = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`\n]*)`")
_KEY: Final = re.compile(r'\["((?:[^"\\]|\\.)*)"\]')


class _Kept(Struct):
    """Of a kept plan."""

    quotable: list[str] | None = None
    secrets_later: bool = False


class Quoted(Struct, frozen=True):
    """Takes the secrets of one plan out of texts. `known` is None where nobody can tell which they are."""

    mask: Mask
    known: frozenset[str] | None
    more: bool = False
    """Whether the apply makes further secrets, of which nothing is known."""

    def summary(self, text: str) -> str:
        """What a diagnostic says in a line; withheld where it may quote what nobody knows here."""
        if self.known is None:
            return WITHHELD if text else ""
        text = self._without(text)
        return _BETWEEN.sub(self._worded, text) if self.more else text

    def detail(self, text: str) -> str:
        """What it says at length."""
        return WITHHELD if text and (self.known is None or self.more) else self._without(text)

    def address(self, address: str) -> str:
        """The address of a resource, with the stand-ins for its keys that the plan is kept with."""
        if '["' not in address or not self.known:
            return address
        return _KEY.sub(lambda key: f'["{self._without(key[1])}"]', address)

    def _worded(self, word: re.Match[str]) -> str:
        return word[0] if detectors.worded(word[0]) else HIDDEN

    def _without(self, text: str) -> str:
        said = self.mask.stand_in
        if found := sorted(self._known_in(text), key=lambda part: (-len(part), part)):
            text = detectors.without(text, found, said)
        if len(text) >= detectors.SHORTEST and (parts := detectors.parts(text)):
            text = detectors.without(text, parts, said)
        return text

    def _known_in(self, text: str) -> set[str]:
        if not self.known:
            return set()
        mac, known = self.mask, self.known
        return {piece for piece in set(_pieces(text)) if mac(piece).mac in known and not common(piece)}


def macs(secrets: Collection[str], mask: Mask) -> list[str] | None:
    """What is kept of the secrets of a plan, in no order that tells anything; None where they are too many."""
    return sorted(mask(text).mac for text in secrets) if len(secrets) <= MOST else None


def of_plan(clean: bytes, mask: Mask) -> Quoted:
    """What takes the secrets of a kept plan out of what is said of it."""
    kept = reader.decode(clean, _Kept)
    return Quoted(mask, None if kept.quotable is None else frozenset(kept.quotable), kept.secrets_later)


def _pieces(text: str) -> Iterator[str]:
    """Whatever in a text may be a secret by itself."""
    yield text
    yield text.strip()
    for line in text.splitlines():
        yield line
        yield line.strip()
        yield from line.split()
    for match in _QUOTED.finditer(text):
        inside = match[match.lastindex or 0]
        yield inside
        try:
            yield msgspec.json.decode(f'"{inside}"', type=str)
        except msgspec.DecodeError:
            continue
    ends = [match.end() for match in _WORD.finditer(text)]
    begin = 0
    for place, end in enumerate(ends):
        for other in ends[place:]:
            if other - begin > SPAN:
                break
            if other - begin >= SHORTEST:
                yield text[begin:other]
        begin = end
