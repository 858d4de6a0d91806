"""What may be shown of a value: nothing invisible, nothing without end, no secret."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core import text as text_module
from gitops_portal.core.model import UNKNOWN, Path, Sensitive, Value
from gitops_portal.core.text import LONGEST, bounded, shown, shown_pair, shown_path, visible, whole


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


WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=30) | st.lists(st.text("abcdefghij", min_size=1), max_size=30)


@given(WORDS, WORDS)
def test_what_stands_outside_of_the_differences_is_the_same(old: list[str], new: list[str]) -> None:
    parts = list(text_module._between_anchors(old, new))
    for i, j, k, m in reversed(parts):
        assert (i < j or k < m) and old[i:j] != new[k:m]
        del old[i:j], new[k:m]
    assert old == new


def test_a_word_that_was_changed_in_a_long_text_is_found() -> None:
    words = [f"w{number}" for number in range(5_000)]
    changed = [*words[:2_500], "here", *words[2_501:4_000], "there", *words[4_000:]]
    old, new = shown_pair(" ".join(words), " ".join(changed))
    assert "w2500" in old
    assert "here" in new and "there" in new


@pytest.mark.parametrize("different", [20_000, 7])
def test_time_grows_as_texts_do(different: int) -> None:
    def taken(count: int) -> float:
        words = [f"w{number % different}" for number in range(count)]
        every_second = [word if number % 2 else f"{word}x" for number, word in enumerate(words)]
        start = time.process_time()
        shown_pair(" ".join(words), " ".join(every_second))
        return time.process_time() - start

    assert min(taken(16_000) for _ in range(3)) < 40 * min(taken(2_000) for _ in range(3))


@given(st.text())
def test_a_whole_text_holds_every_character_that_can_be_seen(text: str) -> None:
    found = whole(text)
    assert all(char.isprintable() or char in "\t\n" for char in found)
    assert found == text or not all(char.isprintable() or char in "\t\n" for char in text)
