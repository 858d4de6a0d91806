"""Which words of two shown texts differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.difference.pieces import Pieces, told_apart


def drawn(pieces: Pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ('"a"', '"a"', '"a"', '"a"'),
        ("22", "2222", "22", "2222"),
        ('"red"', '"green"', '"red"', '"green"'),
        ('"ami-0abc"', '"ami-0def"', '"ami-[0abc]"', '"ami-[0def]"'),
        ('"one two three"', '"one 2 three"', '"one [two] three"', '"one [2] three"'),
        ('"one three"', '"one two three"', '"one three"', '"one [two ]three"'),
        ('"a long\\nlist of words"', '"a long\\tlist of words"', '"a long[\\n]list of words"', '"a long[\\t]list of words"'),
        ('"a word \\u202ehere"', '"a word \\u200bhere"', '"a word [\\u202e]here"', '"a word [\\u200b]here"'),
        ('"one" (5,000 characters)', '"two" (5,001 characters)', '"one" (5,000 characters)', '"two" (5,001 characters)'),
        ('"same one" (5,000 characters)', '"same two" (51 characters)', '"same [one]" (5,000 characters)', '"same [two]" (51 characters)'),
        ('"a very different sentence"', '"of which only a is shared"', '"a very different sentence"', '"of which only a is shared"'),
        ("", '"x"', "", '"x"'),
        ('"' + "a b " * 60, '"' + "b a " * 60, '"' + "a b " * 60, '"' + "b a " * 60),
    ],
)  # fmt: skip
def test_words_that_differ(before: str, after: str, old: str, new: str) -> None:
    told = told_apart(before, after)
    assert (drawn(told[0]), drawn(told[1])) == (old, new)


@given(st.text("ab \\\\\n(,5)…", max_size=30), st.text("ab \\\\\n(,5)…", max_size=30))
def test_no_character_is_lost(before: str, after: str) -> None:
    told = told_apart(before, after)
    assert ["".join(piece.text for piece in side) for side in told] == [before, after]
