"""What must exist first stands left, nothing stands on anything else, and the same graph is always drawn the same."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.dependencies.graph import build
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.drawing.layout import place
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Box, Edge, Graph, Layout, Node


def drawn(modules: dict[str, str], *pairs: tuple[str, str], changed: tuple[str, ...] = ()) -> Graph:
    """Nodes with their modules, and edges as (dependant, dependency)."""
    nodes = tuple(
        Node(name, "t", name, module, actions={Action.UPDATE: 1} if name in changed else {}) for name, module in sorted(modules.items())
    )  # fmt: skip
    return Graph(nodes, tuple(Edge(a, b) for a, b in sorted(set(pairs))), reach=dict.fromkeys(changed, 1))


def holds(box: Box, x: float, y: float, margin: float = 0.5) -> bool:
    return box.x0 <= x - margin and x + margin <= box.x1 and box.y0 <= y - margin and y + margin <= box.y1


def check(graph: Graph, layout: Layout) -> None:
    """No node on another, every node inside the boxes of its modules and outside of all others, boxes nested or apart."""
    near = 0.99  # places are rounded to three digits
    for (_, one), (_, other) in combinations(layout.places.items(), 2):
        assert abs(one.x - other.x) >= near or abs(one.y - other.y) >= near
    for node in graph.nodes:
        for box in layout.boxes if node.address in layout.places else ():
            at = layout.places[node.address]
            if f"{node.module}.".startswith(f"{box.module}."):
                assert holds(box, at.x, at.y, 0.49)
            else:
                assert not (
                    box.x0 < at.x + 0.49 and at.x - 0.49 < box.x1 and box.y0 < at.y + 0.49 and at.y - 0.49 < box.y1
                )
    for left, right in combinations(layout.boxes, 2):
        apart = left.x1 <= right.x0 or right.x1 <= left.x0 or left.y1 <= right.y0 or right.y1 <= left.y0
        nested = any(
            a.x0 <= b.x0 and a.y0 <= b.y0 and b.x1 <= a.x1 and b.y1 <= a.y1 for a, b in ((left, right), (right, left))
        )
        assert apart or nested


def test_nothing_is_drawn_of_nothing() -> None:
    assert place(Graph()) == Layout()


def test_a_chain_runs_from_left_to_right_in_a_line() -> None:
    layout = place(drawn(dict.fromkeys("abc", ""), ("c", "b"), ("b", "a")))
    xs, ys = zip(*((at.x, at.y) for at in layout.places.values()), strict=True)
    assert list(layout.places) == ["a", "b", "c"]
    assert xs == tuple(sorted(xs))
    assert len(set(xs)) == 3
    assert len(set(ys)) == 1


def test_a_module_that_waits_for_another_stands_right_of_it() -> None:
    layout = place(
        drawn({"a": "module.m", "b": "module.m", "c": "module.n", "d": "module.n.module.o"}, ("c", "a"), ("d", "c"))
    )
    assert [box.module for box in layout.boxes] == ["module.m", "module.n", "module.n.module.o"]
    outer, other, inner = layout.boxes
    assert outer.x1 < other.x0
    assert other.x0 < inner.x0 < inner.x1 < other.x1


def test_modules_that_wait_for_each_other_are_drawn_too() -> None:
    graph = drawn(
        {"a": "module.m", "b": "module.m", "c": "module.n", "d": "module.n"}, ("c", "a"), ("b", "d"), ("d", "a")
    )
    layout = place(graph)
    check(graph, layout)
    assert layout.places["a"].x < layout.places["c"].x  # two edges run this way and one runs back


def test_modules_nested_without_end_share_the_box_of_the_fourth() -> None:
    graph = drawn({"a": ".".join(["module.m"] * 500)})
    assert len(place(graph).boxes) == 4


@pytest.mark.parametrize("module", ["", "odd", "module", "a.b.c", ".", "module.m..x"])
def test_odd_modules_are_no_danger(module: str) -> None:
    graph = drawn({"module.m": module, "b": "module.m"}, ("module.m", "b"))
    assert set(place(graph).places) == {"module.m", "b"}


def test_the_edges_of_hubs_do_not_take_part() -> None:
    names = [f"n{n:02}" for n in range(13)]
    layout = place(drawn(dict.fromkeys(["hub", *names], ""), *((name, "hub") for name in names)))
    assert layout.hubs == ("hub",)
    assert len({at.y for at in layout.places.values()}) > 1
    twelve = place(drawn(dict.fromkeys(["hub", *names[:12]], ""), *((name, "hub") for name in names[:12])))
    assert twelve.hubs == ()
    assert all(twelve.places["hub"].x < twelve.places[name].x for name in names[:12])


def test_over_the_bound_changes_come_first_then_what_stands_around_them() -> None:
    graph = drawn(dict.fromkeys("abcdefg", ""), ("b", "a"), ("c", "b"), ("d", "c"), ("f", "e"), changed=("b", "f"))
    assert set(place(graph, bound=4).places) == {"a", "b", "c", "f"}
    assert place(graph, bound=4).left_out == ("e", "d", "g")
    assert set(place(graph, bound=1).places) == {"b"}
    assert place(graph, bound=1).left_out == ("f", "a", "c", "e", "d", "g")
    assert set(place(graph, bound=6).places) == {"a", "b", "c", "e", "f"}
    assert place(graph, bound=7).left_out == ()


def test_over_the_bound_without_changes_something_is_drawn() -> None:
    layout = place(drawn(dict.fromkeys("abc", "")), bound=2)
    assert (set(layout.places), layout.left_out) == ({"a", "b"}, ("c",))


def test_what_hangs_together_with_nothing_is_packed_to_the_shape_of_a_page() -> None:
    layout = place(drawn({f"n{n:03}": "" for n in range(400)}))
    width = max(at.x for at in layout.places.values())
    height = max(at.y for at in layout.places.values())
    assert 1.3 < width / height < 2.0


names = st.sampled_from([f"n{n}" for n in range(14)])
modules = st.sampled_from(["", "module.a", "module.b", "module.a.module.c", "module.d.module.e"])


@given(st.dictionaries(names, modules, max_size=14), st.lists(st.tuples(names, names), max_size=30))
def test_of_any_graph_everything_has_its_place(where: dict[str, str], pairs: list[tuple[str, str]]) -> None:
    graph = drawn(where, *((a, b) for a, b in pairs if a != b and a in where and b in where))
    layout = place(graph)
    assert set(layout.places) == set(where)
    check(graph, layout)


@given(st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=30))
def test_without_circles_every_edge_runs_to_the_right(pairs: list[tuple[int, int]]) -> None:
    edges = [(f"n{max(pair):02}", f"n{min(pair):02}") for pair in pairs if pair[0] != pair[1]]
    graph = drawn({f"n{n:02}": "" for n in range(14)}, *edges)
    layout = place(graph)
    for edge in graph.edges:
        if edge.dependency not in layout.hubs:
            assert layout.places[edge.dependency].x < layout.places[edge.dependant].x


@pytest.mark.corpus
def test_real_plans_are_drawn_whole(corpus: Path) -> None:
    plans = [path for path in sorted(corpus.glob("*/*.json")) if path.parent.name != "bad"]
    assert plans
    for path in plans:
        graph = build(Index(parse.load(path.read_bytes(), Mask(b"key")).changes))
        layout = place(graph)
        assert set(layout.places) | set(layout.left_out) == {node.address for node in graph.nodes} - graph.empty, path
        check(graph, layout)


SCRIPT = """
import random
from gitops_portal.core.documents import parse
from gitops_portal.core.dependencies.graph import build
from gitops_portal.core.drawing.layout import place
from gitops_portal.core.model import Edge, Graph, Node
r = random.Random(7)
nodes = tuple(Node(f"n{n:03}", "t", "n", r.choice(["", "module.a", "module.b", "module.a.module.c"])) for n in range(150))
edges = {tuple(sorted(r.sample(range(150), 2), reverse=True)) for _ in range(260)}
print(place(Graph(nodes, tuple(Edge(f"n{a:03}", f"n{b:03}") for a, b in sorted(edges)))))
"""


def test_the_same_graph_is_drawn_the_same_in_every_process() -> None:
    drawings = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(drawings) == 1
