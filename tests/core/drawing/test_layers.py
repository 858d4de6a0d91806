"""Columns of drawings too large for the library: every edge runs to the right, every point stands once."""

from __future__ import annotations

import random
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.drawing import layers

if TYPE_CHECKING:
    from types import FrameType

    from _typeshed import TraceFunction

numbers = st.integers(0, 13)


@pytest.fixture(autouse=True)
def none_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "SMALL", 0)


def ranks(columns: list[list[int]]) -> dict[int, int]:
    return {number: rank for rank, column in enumerate(columns) for number in column}


@given(
    st.lists(st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=30, unique=True)
)
def test_of_any_edges_every_point_has_its_column(pairs: list[tuple[int, int]]) -> None:
    columns, steps = layers.columns(sorted(pairs))
    found = ranks(columns)
    assert len(found) == sum(len(column) for column in columns)
    assert {number for pair in pairs for number in pair} <= found.keys()
    assert all(found[left] < found[right] for left, right in steps)
    assert {frozenset(step) for step in steps} == {frozenset(pair) for pair in pairs}
    assert all(columns)


@given(
    st.lists(st.tuples(numbers, numbers).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=30, unique=True)
)
def test_without_circles_every_edge_runs_to_the_right(pairs: list[tuple[int, int]]) -> None:
    found = ranks(layers.columns(sorted(pairs))[0])
    assert all(found[left] < found[right] for left, right in pairs)


def test_a_point_stands_where_most_of_its_edges_are_short() -> None:
    chain = list(pairwise(range(6)))
    found = ranks(layers.columns([*chain, (6, 5)])[0])
    assert found[6] == 4


def test_a_ladder_is_drawn_without_crossings() -> None:
    rungs = [edge for n in range(0, 100, 2) for edge in ((n, n + 2), (n + 1, n + 3), (n, n + 3))]
    columns, steps = layers.columns(rungs)
    place = {number: n for column in columns for n, number in enumerate(column)}
    rank = ranks(columns)
    assert not any(
        rank[a] == rank[c] and (place[a] - place[c]) * (place[b] - place[d]) < 0 for a, b in steps for c, d in steps
    )


def complete(left: int, right: int) -> layers.Pairs:
    return [(a, left + b) for a in range(left) for b in range(right)]


HOSTILE = {
    "complete on both sides": complete(150, 150),
    "a star": [(0, n) for n in range(1, 6_000)],
    "a star the other way": [(n, 6_000) for n in range(6_000)],
    "a chain": list(pairwise(range(6_000))),
    "a chain with all its short cuts": [(a, b) for a in range(250) for b in range(a + 1, 250)],
    "a circle": [*pairwise(range(5_000)), (4_999, 0)],
    "circles in circles": [(a, b) for a in range(150) for b in range(150) if a != b],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_edges_have_their_columns(name: str) -> None:
    edges = HOSTILE[name]
    columns, steps = layers.columns(edges)
    found = ranks(columns)
    assert found.keys() == {end for edge in edges for end in edge}
    assert all(found[left] < found[right] for left, right in steps)
    assert len(steps) <= len(edges)


def test_the_work_grows_with_points_and_edges_and_no_faster() -> None:
    def lines(edges: layers.Pairs) -> int:
        count = 0

        def step(frame: FrameType, event: str, _: object) -> TraceFunction:
            nonlocal count
            count += event == "line" and frame.f_code.co_filename == layers.__file__
            return step

        before = sys.gettrace()
        sys.settrace(step)
        try:
            layers.columns(edges)
        finally:
            sys.settrace(before)
        return count

    def tangle(points: int) -> layers.Pairs:
        chance = random.Random(1)  # noqa: S311  the same tangle each time
        pairs = {(later, max(0, later - 1 - int(chance.expovariate(1 / 60)))) for later in range(1, points)}
        return sorted(pairs | {(n, chance.randrange(n)) for n in range(points // 2, points)})

    assert lines(tangle(2_000)) < 2.5 * lines(tangle(1_000))
