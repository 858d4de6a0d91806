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
