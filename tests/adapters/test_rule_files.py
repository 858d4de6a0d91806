"""What is written as a file of rules is read back as it was, and can be read by people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.adapters import rule_files

TEXTS = st.text(st.sampled_from([*"ab #:-'\"\n\t\r{}[],*&!|>%@`~0é", "\x85", "\u2028", "\ufeff"]), max_size=20)
VALUES = st.recursive(
    TEXTS, lambda each: st.lists(each, max_size=3) | st.dictionaries(TEXTS, each, max_size=3), max_leaves=6
)


@given(value=VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    document = {"value": value}
    assert rule_files.read(rule_files.write_all(document)).document == document


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a > 1 &&\n  b == 'é'\n", "condition: |\n  a > 1 &&\n    b == 'é'\n"),
        ("one\n\ntwo", "condition: |-\n  one\n\n  two\n"),
        ("one\n\n", "condition: |+\n  one\n\n...\n"),
        ("  one\ntwo\n", "condition: |2\n    one\n  two\n"),
        ("one \ntwo", 'condition: "one \\ntwo"\n'),
        ("one\ttwo\n", 'condition: "one\\ttwo\\n"\n'),
        ("one\r\ntwo", 'condition: "one\\r\\ntwo"\n'),
        ("one", "{condition: one}\n"),
    ],
)
def test_lines_stand_as_they_are_where_they_can(text: str, written: str) -> None:
    assert rule_files.write_all({"condition": text}) == written


NULL = 'write "{}" in quotes for the text, or leave the entry out.'


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (
            "lists:\n  regions:\n    - eu-west-1\n    - null\n",
            4,
            f"an entry of “regions” is null, which is no value: {NULL}",
        ),
        ("lists:\n  regions: [eu-west-1,\n    ~]\n", 3, f"an entry of “regions” is ~, which is no value: {NULL}"),
        ("lists:\n  regions:\n    -\n", 3, "an entry of “regions” is empty: write a value, or leave the entry out."),
        ("rules: {a: {types: [Null]}}\n", 1, f"an entry of “types” is Null, which is no value: {NULL}"),
        (
            "rules:\n  a:\n    parameters: {tags: {env: {values: [prod,\n      null]}}}\n",
            4,
            f"an entry of “values” is null, which is no value: {NULL}",
        ),
        ("rules: {examples: {types: [null]}}\n", 1, f"an entry of “types” is null, which is no value: {NULL}"),
        ("lists: {examples: [~]}\n", 1, f"an entry of “examples” is ~, which is no value: {NULL}"),
        ("rules: {a: {parameters: {expected: [[null]]}}}", 1, f"an entry of a list is null, which is no value: {NULL}"),
    ],
)
def test_a_list_holds_no_null(text: str, line: int, why: str) -> None:
    with pytest.raises(rule_files.Wrong) as told:
        rule_files.read(text)
    written = why.split(" is ")[1].split(",", maxsplit=1)[0]
    assert (told.value.line, told.value.why) == (line, why.format(written))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('lists: {words: ["null", \'~\', "", no, 0]}', {"lists": {"words": ["null", "~", "", "no", "0"]}}),
        (
            "rules: {a: {examples: {passes: [{ports: [null]}]}}}",
            {"rules": {"a": {"examples": {"passes": [{"ports": ["null"]}]}}}},
        ),
        ("violates: [{ports: [null]}]", {"violates": [{"ports": ["null"]}]}),
    ],
)
def test_quotes_make_it_a_text_and_examples_may_speak_of_it(text: str, held: Any) -> None:
    assert rule_files.read(text).document == held
