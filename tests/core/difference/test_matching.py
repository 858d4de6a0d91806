"""Which element of a list became which."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
