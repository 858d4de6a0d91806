"""What is wrong between a state and the one before it."""

from __future__ import annotations

import pytest

from gitops_portal.core.lineage import Seen, told

LAST = Seen("a", "birth-1", 5)


@pytest.mark.parametrize(
    ("new", "last", "expected"),
    [
        (Seen("b", "birth-1", 6), LAST, ""),
        (Seen("b", "birth-1", 6), None, ""),
        (Seen("a", "birth-1", 5), LAST, ""),
        (Seen("b", "birth-1", 4), LAST, "older than the state before: serial 4 after 5"),
        (Seen("b", "birth-1", 5), LAST, "Serial 5 was seen with other content"),
        (Seen("b", "birth-2", 9), LAST, "another lineage"),
        (Seen("b", "birth-2", 0), Seen("a", "birth-2", 1), "serial 0 after 1"),
        (Seen("b"), LAST, ""),  # nobody can tell
        (Seen("b", "birth-1", 4), Seen("a"), ""),
    ],
)
def test_tells(new: Seen, last: Seen | None, expected: str) -> None:
    sentences = told(new, last)
    assert bool(sentences) == bool(expected)
    assert all(expected in sentence for sentence in sentences)
