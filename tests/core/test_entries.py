from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.entries import differing, digest, not_as_in

BEFORE = {"a": 1, "b": 2, "c": {"x": 1}}
AFTER = {"b": 3, "c": {"x": 1}, "d": 4}


def test_what_is_new_gone_or_other_is_told() -> None:
    assert list(differing(BEFORE, AFTER)) == ["- a", "~ b", "+ d"]
    assert (not_as_in(AFTER, BEFORE), not_as_in(BEFORE, AFTER)) == ({"a": 1, "b": 2}, {"b": 3, "d": 4})


def test_a_digest_is_of_what_is_said() -> None:
    assert digest({}) == ""
    assert digest(BEFORE) == digest(dict(reversed(BEFORE.items()))) != digest(AFTER)


@given(st.dictionaries(st.text(), st.integers()), st.dictionaries(st.text(), st.integers()))
def test_nothing_differs_where_the_digests_are_the_same(before: dict[str, int], after: dict[str, int]) -> None:
    assert (digest(before) == digest(after)) == (not list(differing(before, after)))
