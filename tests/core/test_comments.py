"""Texts of comments: what is kept, who is mentioned, and the pieces that a page shows."""

from __future__ import annotations

import pytest

from gitops_portal.core import comments
from gitops_portal.core.comments import Known, Piece
from gitops_portal.core.errors import Invalid

PEOPLE = [
    Known(1, "aisha@example.org", "Aisha Bello"),
    Known(2, "ben.k@example.org", "Ben"),
    Known(3, "sam@example.org", "Sam"),
    Known(4, "sam@example.com", "Sam Other"),
]
KNOWN = comments.handles(PEOPLE)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("@aisha look", {1}),
        ("@AishaBello, look", {1}),
        ("ask @AISHA and @ben.k.", {1, 2}),
        ("@ben", {2}),
        ("@nobody", set()),
        ("@sam", set()),
        ("@samother", {4}),
        ("mail aisha@example.org", set()),
        ("me@aisha", set()),
        ("@@aisha", set()),
        ("@aishas", set()),
        ("https://example.org/@aisha", set()),
        ("(@aisha)", {1}),
        ("", set()),
    ],
)
def test_who_is_mentioned(text: str, keys: set[int]) -> None:
    assert comments.mentioned(text, KNOWN) == keys


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("plain", [("text", "plain")]),
        (
            "see https://example.org/a?b=1 now",
            [("text", "see "), ("link", "https://example.org/a?b=1"), ("text", " now")],
        ),
        ("javascript:alert(1)", [("text", "javascript:alert(1)")]),
        ("ftp://example.org", [("text", "ftp://example.org")]),
        ("www.example.org", [("text", "www.example.org")]),
        ("me@example.org", [("text", "me@example.org")]),
        ("<a href=https://x.org>", [("text", "<a href="), ("link", "https://x.org"), ("text", ">")]),
        ("@aisha @who", [("mention", "@aisha"), ("text", " "), ("text", "@who")]),
    ],
)
def test_a_text_in_pieces(text: str, pieces: list[tuple[str, str]]) -> None:
    found = comments.pieces(text, KNOWN)
    assert found == [Piece(*piece) for piece in pieces]
    assert "".join(piece.text for piece in found) == text


@pytest.mark.parametrize(("text", "kept"), [(" a\r\nb\rc \n", "a\nb\nc"), ("x" * 4000, "x" * 4000)])
def test_what_is_kept(text: str, kept: str) -> None:
    assert comments.kept(text) == kept


@pytest.mark.parametrize(("text", "told"), [(" \n ", "needs a text"), ("x" * 4001, "at most 4,000 characters")])
def test_what_is_no_comment(text: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        comments.kept(text)


def test_a_hostile_text_takes_no_longer_than_it_is() -> None:
    for text in ("@" * 4000, "@a" * 2000, "@a." * 1333, "https://" * 500, "a" * 3990 + "@a"):
        assert "".join(piece.text for piece in comments.pieces(text, KNOWN)) == text


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ({"path": "size", "before": "1", "after": "2"}, True),
        ({"path": "size", "before": "1", "after": "3"}, False),
        ({"path": "size", "before": "1", "after": "2", "whole": {"after": {"digest": "d"}}}, False),
    ],
)
def test_an_attribute_is_the_same_while_its_values_are(other: dict[str, object], same: bool) -> None:
    row = {"after": "2", "before": "1", "path": "size"}
    assert (comments.seen(row) == comments.seen(other)) is same


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ai", [("aisha", "Aisha Bello")]),
        ("BEL", [("aisha", "Aisha Bello")]),
        ("aishab", [("aisha", "Aisha Bello")]),
        ("sam", [("samother", "Sam Other")]),
        ("", [("aisha", "Aisha Bello"), ("ben.k", "Ben")]),
        ("x", []),
    ],
)
def test_whom_somebody_may_mean(typed: str, found: list[tuple[str, str]]) -> None:
    assert comments.suggested(typed, PEOPLE, 2) == found
