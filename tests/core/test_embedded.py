"""Which texts are documents, and what is refused."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.difference.texts import alike, documents
from gitops_portal.core.embedded import in_clear, json_in
from gitops_portal.core.model import Bare


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1}', {"a": 1}),
        ("[1, null]", [1, None]),
        ("a: 1\nb: [x, yes, ~]\n", {"a": 1, "b": ["x", Bare("yes"), None]}),
        ("a: 2020-01-01\nb: 0x1f\nc: 1.10\n", {"a": Bare("2020-01-01"), "b": Bare("0x1f"), "c": Bare("1.10")}),
        ('on: 1\n"off": 2\n"x": 3\n', {"on": 1, '"off"': 2, "x": 3}),
        (
            "[1.5, 1.50, -0, 1e3, 12345678901234567891234]",
            [1.5, Bare("1.50"), Bare("-0"), Bare("1e3"), 12345678901234567891234],
        ),
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
        "a: &x [1]\nb: *x\n", "a: !Ref b", "a: !!binary aGk=", "a: !!str 5", "%YAML 1.1\n---\na: 1", "? [a]\n: b", "a: 1\n---\nb: 2\n",
        "a: " + "[" * 60 + "]" * 60, "- " * 60 + "a", "a: " + "{" * 3000, "a: " + "x" * 200_001, "a: [", '{"a": NaN}',
        '{"a": 1, "a": 2}',
    ],
    ids=range(21),
)  # fmt: skip
def test_is_no_document(text: str) -> None:
    assert documents(text, text) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1}', '{"a":1,"a":1}', '{"b":[{}],"a":{"c":[]}}', "[1]", "[-0]", "[0.0]", "[-0.0]", "[1.0]", "[1.10]", "[1e22]",
        "[1E5]", "[0.1]", "[1e-7]", "[18446744073709551616]", "[12345678901234567891234]", "[1.2345678901234567891]", "[1e999]",
        "[NaN]", '["<"]', '["\\u003c"]', '["\\/"]', '["é"]', "[null,true]", "[", "12", '"a"', "[" * 3000 + "]" * 3000,
    ],
    ids=range(27),
)  # fmt: skip
def test_a_text_as_programs_write_it_says_what_it_says_with_blanks(text: str) -> None:
    assert repr(json_in(text)) == repr(json_in(f" {text}"))


def test_different_kinds_are_not_compared() -> None:
    assert documents("[1]", '{"a": 1}') is None
    assert documents('{"a": 1}', "a: 2\n") == ({"a": 1}, {"a": 2})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a": 1, "b": 2}', '{"b":2,"a":1}'),
        ('{"a": "\\u00e9"}', '{"a": "é"}'),
        ("a: 1", "a: 1 # one\n"),
        ("a: 1", "# why\na: 1\n"),
        ("a: x", 'a: "x"'),
        ("a: x", "a: |-\n  x"),
        ("a: ~", "a: null"),
        ("a: true", "a: True"),
        ("a: NO", "a:   NO"),
        ("a: 1.10", "a: 1.10 # the tenth"),
        ("a: [10.0.0.1, 10.0.0.0/8]", 'a: ["10.0.0.1", "10.0.0.0/8"]'),
        ("a: {b: 1}\n", "a:\n  b: 1\n"),
    ],
)
def test_only_the_form_differs(before: str, after: str) -> None:
    assert alike(before, after)
    assert alike(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *((f"a: {word}", f'a: "{word}"') for word in (
            "NO", "no", "y", "N", "On", "off", "true", "null", "~", "1", "-1", "+1", "012", "0o14", "0b1", "0x1f", "1_000",
            "190:20:30", "80:80", "1.10", "1.", ".5", "1e3", "1E+3",
            "0B1", "0X1F", "1e_3", "1__0", "1,000", ".inf", "-.INF", ".NaN", "2020-01-01", "=", "1.5",
        )),
        *((f"{word}: 1", f'"{word}": 1') for word in ("on", "y", "null", "1", "1.0", "2020-01-01", "<<")),
        ("a: NO", "a: false"),
        ("a: NO", "a: no"),
        ("a: on", "a: true"),
        ("a: y", "a: true"),
        ("a:", 'a: ""'),
        ("a: 012", "a: 10"),
        ("a: 012", "a: 12"),
        ("a: 190:20:30", "a: 685230"),
        ("a: 1.10", "a: 1.1"),
        ("a: 1", "a: 1.0"),
        ("a: 1e3", "a: 1000.0"),
        ("a: 1_000", "a: 1000"),
        ("a: 0x10", "a: 16"),
        ("a: 0.0", "a: -0.0"),
        ("a: 0.12345678901234567891", "a: 0.12345678901234567899"),
        ("a: 1", "#cloud-config\na: 1"),
        ("## template: jinja\na: 1", "a: 1"),
        ("a: 1", '{"a": 1}'),
        ("a: [1, 2]", "a: [2, 1]"),
        ('{"a": 1}', '{"a": 1.0}'),
        ('{"a": 1}', '{"a": true}'),
        ('{"a": 1}', '{"a": "1"}'),
        ('{"a": 1.10}', '{"a": 1.1}'),
        ('{"a": 1e2}', '{"a": 100.0}'),
        ('{"a": 0}', '{"a": -0}'),
        ('{"a": 0.0}', '{"a": -0.0}'),
        ('{"a": 0.12345678901234567891}', '{"a": 0.12345678901234567899}'),
        ('{"a": null}', "{}"),
        ('{"a": 1, "a": 2}', '{"a": 2}'),
        ("[1, 2]", "[2, 1]"),
        ("a", "b"),
    ],
)  # fmt: skip
def test_a_reader_might_take_it_for_something_else(before: str, after: str) -> None:
    assert not alike(before, after)
    assert not alike(after, before)
    assert alike(after, after) or documents(after, after) is None


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
