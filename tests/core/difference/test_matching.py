"""Which element of a list became which."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.difference import matching, similarity
from gitops_portal.core.difference.matching import matched
from gitops_portal.core.model import UNKNOWN, Sensitive

S = Sensitive("m")


@pytest.mark.parametrize(
    ("before", "after", "pairs", "moved"),
    [
        ([], [], [], False),
        (["a"], ["a"], [(0, 0)], False),
        (["a", "b"], ["b", "a"], [(1, 0), (0, 1)], True),
        (["a", "b"], ["x", "a", "b"], [(None, 0), (0, 1), (1, 2)], False),
        (["a", "b", "c"], ["a", "c"], [(0, 0), (1, None), (2, 1)], False),
        (["a", "b"], ["a", "c"], [(0, 0), (1, 1)], False),
        (["a", "a"], ["a"], [(0, 0), (1, None)], False),
        ([1], [True], [(0, 0)], False),
        ([1, True], [True, 1], [(0, 0), (1, 1)], False),
        ([S, UNKNOWN], [UNKNOWN, S], [(1, 0), (0, 1)], True),
        ([{"a": None}], [{}], [(0, 0)], False),
        ([{"l": [1, 2]}, 0], [0, {"l": [2, 1]}], [(1, 0), (0, 1)], True),
        ([{"name": "a", "v": 1}, {"name": "b", "v": 1}], [{"name": "b", "v": 2}, {"name": "a", "v": 2}], [(1, 0), (0, 1)], True),
        ([{"name": "a"}, {"name": "b"}], [{"name": "a"}, {"name": "c"}], [(0, 0), (1, None), (None, 1)], False),
        ([{"name": "a"}], [{"name": "b"}], [(0, 0)], False),
        ([{"name": "a", "v": 1}, {"name": "a", "v": 2}], [{"name": "a", "v": 3}, {"name": "a", "v": 4}], [(0, 0), (1, 1)], False),
        ([{"name": UNKNOWN}, {"name": "b"}], [{"name": UNKNOWN, "v": 1}, {"name": "c"}], [(0, 0), (1, None), (None, 1)], False),
        ([{"from_port": 1, "to_port": 1, "protocol": "tcp", "d": 1}, 5], [6, {"from_port": 1, "to_port": 1, "protocol": "tcp", "d": 2}], [(1, 0), (0, 1)], False),
        ([{"a": 1, "b": 2}, {"a": 3, "b": 4}], [{"a": 3, "b": 5}, {"a": 1, "b": 6}], [(1, 0), (0, 1)], False),
        ([{"a": 1}, {"b": 1}], [{"c": 1}, {"b": 1}], [(0, None), (None, 0), (1, 1)], False),
        ([{"a": False, "b": "", "c": 1}, 0], [{"a": False, "b": "", "c": 2}, 0], [(0, None), (None, 0), (1, 1)], False),
        ([["a", "b"], ["c", "d"]], [["c", "e"], ["a", "f"]], [(1, 0), (0, 1)], False),
        ([{"s": S, "v": 1}, {"s": 1, "v": 2}], [{"s": 1, "v": 3}, {"s": S, "v": 4}], [(1, 0), (0, 1)], False),
        ([{"a": True, "b": 9}, 0], [{"a": 1, "b": 8}, 0], [(0, None), (None, 0), (1, 1)], False),
        ([{"name": "a", "v": 1, "w": 2}, 0], [{"name": "b", "v": 1, "w": 2}, 0], [(0, 0), (1, 1)], False),
        ([{"name": "a", "v": 1}, 0], [{"name": "b", "v": 1}, 0], [(0, None), (None, 0), (1, 1)], False),
        ([{"a": {"hostile": object}}], [{"a": {"hostile": b""}}], [(0, 0)], False),
    ],
)  # fmt: skip
def test_matches(before: list[Any], after: list[Any], pairs: list[Any], moved: bool) -> None:
    assert matched(before, after) == (pairs, moved)


elements = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "v"]), inner, max_size=2),
    max_leaves=6,
)


@given(st.lists(elements, max_size=8), st.lists(elements, max_size=8))
def test_every_element_has_one_place_on_each_side(before: list[Any], after: list[Any]) -> None:
    pairs, _ = matched(before, after)
    assert sorted(old for old, _ in pairs if old is not None) == list(range(len(before)))
    assert sorted(new for _, new in pairs if new is not None) == list(range(len(after)))


def test_likeness_is_looked_for_in_bounded_lists_only() -> None:
    before = [{"a": n, "b": n} for n in range(similarity.MOST_ELEMENTS + 1)]
    after = [{"a": n, "b": -n - 1} for n in reversed(range(similarity.MOST_ELEMENTS + 1))]
    assert matched(before[:-1], after[1:]).pairs == [(n, len(before) - 2 - n) for n in reversed(range(len(before) - 1))]
    pairs = matched(before, after).pairs
    assert (0, None) in pairs and (None, 0) in pairs, "told as gone and come"


def test_what_all_have_in_common_tells_none_apart() -> None:
    crowd = [{"kind": "rule", "to": n} for n in range(20)]
    others = [{"kind": "rule", "to": n} for n in range(20, 40)]
    assert matched(crowd, others).pairs == [(n, n) for n in range(20)]


def test_long_lists_are_matched_by_content_and_name_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [{"name": f"n{n}", "v": n, "w": [1, 2]} for n in range(9)]
    after = [{"name": "new", "v": 9}, before[4], *before[:4], before[5] | {"v": 7}, *before[7:]]
    looked_at = matched(before, after).pairs
    monkeypatch.setattr(matching, "MOST_CLOSELY", 0)
    assert (4, 1) in matched(before, after).pairs
    assert (5, 6) in matched(before, after).pairs
    assert sorted(looked_at, key=str) == sorted(matched(before, after).pairs, key=str)
