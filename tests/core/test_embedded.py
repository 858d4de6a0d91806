"""Which texts are documents, and what is refused."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.embedded import alike, documents, in_clear


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1}', {"a": 1}),
        ("[1, null]", [1, None]),
        ("a: 1\nb: [x, yes, ~]\n", {"a": 1, "b": ["x", True, None]}),
        ("- a\n- b: 1.5\n", ["a", {"b": 1.5}]),
        ('image:\n  tag: "1"\n', {"image": {"tag": "1"}}),
        ("#cloud-config\npackages:\n- git\n", {"packages": ["git"]}),
    ],
)
def test_says(text: str, said: object) -> None:
    assert documents(text, text) == (said, said)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "12", "arn:aws:iam::1:role/a", "https://example.com", "#!/bin/sh\na: b", "a: 1\na: 2",
        "a: &x [1]\nb: *x\n", "a: !Ref b", "a: !!binary aGk=", "a: 2020-01-01", "a: 0x1f", "? [a]\n: b", "a: 1\n---\nb: 2\n",
        "a: " + "[" * 60 + "]" * 60, "- " * 60 + "a", "a: " + "{" * 3000, "a: " + "x" * 200_001, "a: [", '{"a": NaN}',
        '{"a": 1, "a": 2}',
    ],
    ids=range(21),
)  # fmt: skip
def test_is_no_document(text: str) -> None:
    assert documents(text, text) is None


def test_different_kinds_are_not_compared() -> None:
    assert documents("[1]", '{"a": 1}') is None
    assert documents('{"a": 1}', "a: 2\n") == ({"a": 1}, {"a": 2})


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ('{"a": 1, "b": 2}', '{"b":2,"a":1}', True),
        ('{"a": 1}', '{"a": 1.0}', False),
        ('{"a": 1}', '{"a": true}', False),
        ("a: 1", "a: 1 # one\n", True),
        ("a: 1", 'a: "1"', False),
        ("a", "b", False),
    ],
)
def test_alike(before: str, after: str, same: bool) -> None:
    assert alike(before, after) is same


def test_base64_is_read_where_it_is_text() -> None:
    assert in_clear(base64.b64encode(b"#!/bin/sh\necho hello").decode()) == "#!/bin/sh\necho hello"
    assert in_clear(base64.b64encode(bytes(range(60))).decode()) is None
    assert in_clear("abcdefghijklmnop") is None
    assert in_clear("not base64 at all") is None


@given(st.text(st.sampled_from("a1:-[]{}&*!'\"# \n\t"), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    documents(text, text)
    in_clear(text)


def test_hostile_yaml_takes_no_time() -> None:
    start = time.process_time()
    for text in (
        "a: " + "[" * 199_000,
        "- " * 99_000,
        "a: &a [x]\n" + "b: [*a, *a]\n" * 9_000,
        "{" * 199_000,
        "a:\n " * 60_000,
    ):
        documents(text, text)
    assert time.process_time() - start < 5
