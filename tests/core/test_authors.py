"""Whose name it may be that CI tells."""

from __future__ import annotations

import pytest

from gitops_portal.core import authors
from gitops_portal.core.authors import Directory

ANA, BEN = 1, 2
EVERYBODY = Directory(
    [
        (ANA, ["ana@example.org", "Ana Müller", "github:ana", "gitlab:ana.k"]),
        (BEN, ["ben@example.org", "Ben", "bare-ben", "gitlab:ana"]),
    ]
)


@pytest.mark.parametrize(
    ("told", "people"),
    [
        ("github:ana", {ANA}),
        ("GitHub:@ANA", {ANA}),
        ("@github:ana", {ANA}),
        ("gitlab:ana", {BEN}),
        ("ana", {ANA, BEN}),
        ("@Ana", {ANA, BEN}),
        ("ａｎａ", {ANA, BEN}),
        ("＠ａｎａ", {ANA, BEN}),
        (" a\u200bn\u00ada ", {ANA, BEN}),
        ("gitlab:ana.k", {ANA}),
        ("github:ana.k", set()),
        ("ANA@EXAMPLE.ORG", {ANA}),
        ("ana  mu\u0308ller", {ANA}),
        ("ana MÜLLER", {ANA}),
        ("github:bare-ben", {BEN}),
        ("anna", set()),
        ("", set()),
        ("  ", set()),
        ("@", set()),
        ("github:", set()),
        ("github:@", set()),
    ],
)
def test_whose_name_it_may_be(told: str, people: set[int]) -> None:
    assert EVERYBODY.behind(told) == people


def test_what_is_empty_is_nobodys_even_where_somebody_has_no_name() -> None:
    nameless = Directory([(ANA, ["", "@", " "])])
    assert [nameless.behind(told) for told in ("", "@", " ")] == [set()] * 3


@pytest.mark.parametrize(
    ("text", "written"), [("GitHub:@Ana", "github:ana"), (" Straße ", "strasse"), ("ﬁona", "fiona"), ("a:b:c", "a:b:c")]
)
def test_how_a_name_is_written_and_read_again(text: str, written: str) -> None:
    assert str(authors.read(text)) == written
    assert str(authors.read(written)) == written
