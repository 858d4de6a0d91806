"""Areas in a circle are cut into parts, as few as do, and no edge between areas runs backwards."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.drawing.parts import parts


@pytest.mark.parametrize(
    ("areas", "edges", "expected"),
    [
        ("aabb", [(0, 2), (1, 3)], {}),  # b after a: no circle
        ("aabb", [(0, 2), (3, 1)], {2: 2, 3: 1}),  # the second area, around the first as a whole
        ("aba", [(0, 1), (1, 2)], {0: 1, 2: 2}),
        ("abcab", [(0, 1), (1, 2), (2, 3)], {0: 1, 3: 2}),  # only the area that has to be is cut
        ("aab", [], {}),
    ],
)
def test_only_what_closes_a_circle_is_cut(areas: str, edges: list[tuple[int, int]], expected: dict[int, int]) -> None:
    assert parts(dict(enumerate(map(ord, areas))), edges) == expected


def test_what_nothing_in_the_circle_is_tied_to_is_in_the_first_part() -> None:
    assert parts({0: 1, 1: 1, 2: 2, 3: 1}, [(0, 2), (2, 1)]) == {0: 1, 1: 2, 3: 1}


def test_a_circle_of_many_areas_is_cut_as_well() -> None:
    areas = {thing: thing % 8 for thing in range(16)}
    edges = [(thing, thing + 1) for thing in range(15)]
    assert flows(areas, edges)


THINGS = 12
pairs = st.tuples(st.integers(0, THINGS - 1), st.integers(0, THINGS - 1)).filter(lambda pair: pair[0] != pair[1])


@given(st.lists(st.integers(0, 4), min_size=THINGS, max_size=THINGS), st.lists(pairs, max_size=24))
def test_of_any_dependencies_every_edge_runs_forward(areas: list[int], found: list[tuple[int, int]]) -> None:
    assert flows(dict(enumerate(areas)), [(min(pair), max(pair)) for pair in found])


def flows(areas: dict[int, int], edges: list[tuple[int, int]]) -> bool:
    cut = parts(areas, edges)
    drawn = {thing: (area, cut.get(thing, 0)) for thing, area in areas.items()}
    between: nx.DiGraph[tuple[int, int]] = nx.DiGraph((drawn[a], drawn[b]) for a, b in edges if drawn[a] != drawn[b])
    return nx.is_directed_acyclic_graph(between)
