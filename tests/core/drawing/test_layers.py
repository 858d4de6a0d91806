"""Columns of drawings too large for the library: every edge runs to the right, lanes and points stand once."""

from __future__ import annotations

import random
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.drawing import layers

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
    assert all(found[right] == found[left] + 1 for left, right in steps)
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


def test_edges_without_room_for_lanes_go_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "LANES", 3)
    columns, _ = layers.columns([*pairwise(range(6)), (0, 2), (0, 5)])
    assert sum(len(column) for column in columns) == 7


def test_a_ladder_is_drawn_without_crossings() -> None:
    rungs = [edge for n in range(0, 100, 2) for edge in ((n, n + 2), (n + 1, n + 3), (n, n + 3))]
    columns, steps = layers.columns(rungs)
    place = {number: n for column in columns for n, number in enumerate(column)}
    rank = ranks(columns)
    assert not any(
        rank[a] == rank[c] and (place[a] - place[c]) * (place[b] - place[d]) < 0 for a, b in steps for c, d in steps
    )


def test_thousands_of_tangled_points_are_no_matter_of_seconds() -> None:
    r = random.Random(1)  # noqa: S311  the same tangle each time
    pairs = sorted({tuple(sorted(r.sample(range(2000), 2))) for _ in range(4200)})
    giant: set[int] = max(nx.connected_components(nx.Graph(pairs)), key=len)
    columns, _ = layers.columns([(a, b) for a, b in pairs if a in giant])
    assert sum(len(column) for column in columns) <= 2000 + layers.LANES
