"""What leads where, with generated steps, compared with plain walks."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.dependencies import reach

numbers = st.integers(0, 12)
PAIRS = st.lists(st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1]), max_size=40, unique=True)


def test_places_are_those_of_the_set_bits() -> None:
    assert list(reach.places(0)) == []
    assert list(reach.places(0b1001_0100)) == [2, 4, 7]


@given(PAIRS)
def test_what_leads_to_each_other_is_one_group_after_all_that_it_leads_to(pairs: list[tuple[int, int]]) -> None:
    found = reach.components(range(5), pairs)  # the ends of steps are points as well
    walked: nx.DiGraph[int] = nx.DiGraph(pairs)
    walked.add_nodes_from(range(5))
    assert sorted(map(sorted, found)) == sorted(map(sorted, nx.strongly_connected_components(walked)))
    place = {point: number for number, group in enumerate(found) for point in group}
    assert all(place[end] <= place[start] for start, end in pairs)


@given(PAIRS)
def test_without_circles_what_is_implied_is_what_a_transitive_reduction_removes(pairs: list[tuple[int, int]]) -> None:
    forward = {(min(pair), max(pair)) for pair in pairs}
    assert forward - reach.implied(sorted(forward)) == set(nx.transitive_reduction(nx.DiGraph(forward)).edges)


@given(PAIRS)
def test_with_circles_the_rest_still_leads_everywhere(pairs: list[tuple[int, int]]) -> None:
    left = set(pairs) - reach.implied(pairs)
    assert nx.transitive_closure(nx.DiGraph(left)).edges == nx.transitive_closure(nx.DiGraph(pairs)).edges
