"""Two texts as they are shown in, the same texts in pieces out: which words differ and which stand on both sides."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.text import pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_PAIRS: Final = 1_500
"""Pairs of equal words on both sides; where there are more, words are not told apart: the time grows with them."""
_WORD: Final = re.compile(r"\\(?:u[0-9a-f]{4}|U[0-9a-f]{8}|.)|\w+|\s+|.", re.DOTALL)
"""An escape is one sign: the `n` of a line's end is no part of the word behind it."""
_LENGTH: Final = re.compile(r" \([\d,]+ characters\)\Z")
"""What is told of a text that is shown in part; it is none of its words."""
_MOST: Final = 2 / 3
"""Where more than this share of the words of both sides differs, it is another text and not a changed one."""


class Piece(NamedTuple):
    """A part of a text."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


def told_apart(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both sides in pieces, each side a single one where the two have too little in common."""
    whole = (Piece(before, differs=False),), (Piece(after, differs=False),)
    (before, length), (after, other_length) = _cut(before), _cut(after)
    old, new = _WORD.findall(before), _WORD.findall(after)
    if before == after or pairs(old, new) > MOST_PAIRS:
        return whole
    codes = SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes()
    shared = sum(_weight(old[i:j]) for kind, i, j, _, _ in codes if kind == "equal")
    if shared == 0 or 1 - 2 * shared / (_weight(old) + _weight(new)) > _MOST:
        return whole
    return (
        _pieces([*((kind, old[i:j]) for kind, i, j, _, _ in codes), ("equal", length)]),
        _pieces([*((kind, new[k:m]) for kind, _, _, k, m in codes), ("equal", other_length)]),
    )


def _cut(shown: str) -> tuple[str, list[str]]:
    """A text without what is told of its length, and that."""
    found = _LENGTH.search(shown)
    return (shown[: found.start()], [found[0]]) if found else (shown, [])


def _weight(words: list[str]) -> int:
    """Characters of real words: every two texts have blanks and quotes in common."""
    return sum(len(word) for word in words if word[0].isalnum())


def _pieces(parts: Iterable[tuple[str, list[str]]]) -> Pieces:
    return tuple(Piece("".join(words), differs=kind != "equal") for kind, words in parts if words)
