"""What may be shown of a value: nothing invisible, nothing without end, no secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.model import UNKNOWN, Path, Sensitive, Value
from gitops_portal.core.text import LONGEST, bounded, shown, shown_path, visible


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        ('say "hi"\n', '"say \\"hi\\"\\n"'),
        (1, "1"),
        (0.5, "0.5"),
        (True, "true"),
        (None, "null"),
        (UNKNOWN, "known after apply"),
        (Sensitive("mac"), "(sensitive)"),
        ([1, {"a": Sensitive("mac")}, UNKNOWN], '[1, {"a": "(sensitive)"}, "known after apply"]'),
        ("abc\u202edef\u2066\U000e0041", '"abc\\u202edef\\u2066\\U000e0041"'),
        ("Grüße, 世界 🎉", '"Grüße, 世界 🎉"'),
        (["\u202e"], '["\\u202e"]'),
    ],
)
def test_shown(value: Value, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("a", 0, "b-c"), "a[0].b-c"),
        (("tags", "kubernetes.io/name"), 'tags["kubernetes.io/name"]'),
        (("a", "0"), 'a["0"]'),
        (("a", ""), 'a[""]'),
        ((), ""),
    ],
)
def test_shown_path(path: Path, text: str) -> None:
    assert shown_path(path) == text


def test_long_values_say_how_long_they_are() -> None:
    assert shown("x" * 1234) == f'"{"x" * LONGEST}"… (1,234 characters)'
    assert bounded("y" * 400).endswith("… (400 characters)")
    assert len(shown(["x" * 999] * 999)) < 2 * LONGEST


@given(st.text())
def test_whatever_is_shown_can_be_seen_and_sent(text: str) -> None:
    assert visible(text).isprintable()
    visible(text).encode()
