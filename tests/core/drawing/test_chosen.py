"""What there is room for: changes come first, what is left out is named, and what much depends on waits."""

from __future__ import annotations

from gitops_portal.core.drawing.chosen import choose
from gitops_portal.core.model import Action, Chosen, Edge, Graph, Node


def drawn(names: str, *pairs: tuple[str, str], changed: tuple[str, ...] = ()) -> Graph:
    """Nodes, and edges as (dependant, dependency)."""
    nodes = tuple(Node(name, "t", name, actions={Action.UPDATE: 1} if name in changed else {}) for name in names)
    return Graph(nodes, tuple(Edge(a, b) for a, b in pairs), reach=dict.fromkeys(changed, 1))


def test_nothing_is_drawn_of_nothing() -> None:
    assert choose(Graph()) == Chosen()


def test_over_the_bound_changes_come_first_then_what_stands_around_them() -> None:
    graph = drawn("abcdefg", ("b", "a"), ("c", "b"), ("d", "c"), ("f", "e"), changed=("b", "f"))
    assert choose(graph, bound=4).nodes == {"a", "b", "c", "f"}
    assert choose(graph, bound=4).left_out == ("e", "d", "g")
    assert choose(graph, bound=1).nodes == {"b"}
    assert choose(graph, bound=1).left_out == ("f", "a", "c", "e", "d", "g")
    assert choose(graph, bound=6).nodes == {"a", "b", "c", "e", "f"}
    assert choose(graph, bound=7).left_out == ()


def test_over_the_bound_without_changes_something_is_drawn() -> None:
    found = choose(drawn("abc"), bound=2)
    assert found.nodes == {"a", "b"}
    assert found.left_out == ("c",)


def test_the_edges_of_what_much_depends_on_wait() -> None:
    names = "abcdefghijklm"
    graph = drawn("z" + names, *((name, "z") for name in names))
    assert choose(graph).hubs == ("z",)
    twelve = drawn("z" + names[:12], *((name, "z") for name in names[:12]))
    assert choose(twelve).hubs == ()


def test_an_edge_that_a_path_stands_for_waits() -> None:
    assert choose(drawn("abc", ("b", "a"), ("c", "b"), ("c", "a"))).implied == (("c", "a"),)
