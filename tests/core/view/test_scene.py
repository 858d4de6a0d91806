"""What is drawn for every choice of a reader: true directions, nothing lost in a fold, and names that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.dependencies import graph
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.drawing.chosen import choose
from gitops_portal.core.drawing.layout import Tile
from gitops_portal.core.index import Index
from gitops_portal.core.view import folding
from gitops_portal.core.view.folding import INSTANCES, Choice
from gitops_portal.core.view.graph import Document, drawable
from gitops_portal.core.view.instances import told
from gitops_portal.core.view.node import NodeRow
from gitops_portal.core.view.scene import Scene, scene
from tests.drawn import crossed

if TYPE_CHECKING:
    from pathlib import Path


def node(name: str, action: str = "create", module: str = "", **said: Any) -> NodeRow:
    known: dict[str, Any] = {"type": "aws_x", "count": 1, "dependants": 0, "finding": "", "cost": ""}
    known |= {"address": f"{module}.{name}".lstrip("."), "name": name, "module": module, "action": action}
    return NodeRow(**{"actions": {action: said.get("count", 1)}} | known | said)


def names(document: Document, found: Scene) -> list[str]:
    return [(spot.told or document.nodes[spot.of[0]]).address for spot in found.spots]


def backwards(found: Scene) -> list[tuple[int, int]]:
    return [
        (edge[1], edge[0])
        for edge in (*found.edges, *found.hub_edges)
        if found.spots[edge[1]].x >= found.spots[edge[0]].x
    ]


STORE = Document(
    nodes=[
        node("vpc", "no-op"),
        node("db", "replace", "module.store", cost="12.00", finding="violated"),
        node("queue", "create", "module.store", count=3, cost="-2.50"),
        node("alarm", "no-op"),
        node("far", "no-op"),
    ],
    edges=[[1, 0, "configuration"], [2, 0, "state"], [3, 1, "configuration"]],
)


def test_what_changes_and_what_stands_right_beside_it_is_drawn_and_on_demand_everything() -> None:
    assert names(STORE, scene(STORE, Choice(), {})) == ["module.store.db", "module.store.queue", "vpc", "alarm"]
    assert "far" in names(STORE, scene(STORE, Choice(everything=True), {}))
    still = Document(nodes=[node("a", "no-op"), node("b", "no-op")])
    assert len(scene(still, Choice(), {}).spots) == 2


def test_a_fold_tells_everything_that_happens_inside_the_gravest_first() -> None:
    found = scene(STORE, Choice(closed=("module.store",)), {})
    assert names(STORE, found) == ["module.store", "vpc", "alarm"]  # the gravest first
    fold = found.spots[0].told
    assert fold is not None
    assert (fold.name, fold.module, fold.action, fold.count) == ("store", "", "replace", 4)
    assert (fold.actions, fold.finding, fold.cost) == ({"replace": 1, "create": 3}, "violated", "9.5")
    assert found.stand == [1, 0, 0, 2, -1]
    assert found.folded == ["module.store"]
    assert [edge[:4] for edge in found.edges] == [[0, 1, "configuration", 2], [2, 0, "configuration", 1]]
    assert scene(STORE, Choice(level="0", open=("module.store",)), {}).folded == []


def test_a_module_inside_another_folds_by_itself_and_inside_the_outer_one() -> None:
    nested = Document(nodes=[node("a"), node("b", module="module.o"), node("c", module="module.o.module.i")])
    inner = scene(nested, Choice(closed=("module.o.module.i",)), {})
    assert names(nested, inner) == ["a", "module.o.b", "module.o.module.i"]
    assert inner.spots[2].told is not None
    assert (inner.spots[2].told.name, inner.spots[2].told.module, inner.spots[2].path) == (
        "i",
        "module.o",
        ("module.o",),
    )
    assert names(nested, scene(nested, Choice(level="1"), {})) == names(nested, inner)
    assert names(nested, scene(nested, Choice(level="0"), {})) == ["a", "module.o"]
    assert names(nested, scene(nested, Choice(level="9"), {})) == ["a", "module.o.b", "module.o.module.i.c"]


def test_folds_that_wait_for_each_other_are_drawn_in_parts() -> None:
    circle = Document(
        nodes=[node("a", module="module.m"), node("b", module="module.n"), node("c", module="module.m")],
        edges=[[1, 0, "configuration"], [2, 1, "configuration"]],
    )
    for level in ("0", "1"):
        assert not backwards(scene(circle, Choice(level=level), {}))
    folded = scene(circle, Choice(level="0"), {})
    assert [(spot.told.name, spot.part) for spot in folded.spots if spot.told] == [("m", 1), ("n", 0), ("m", 2)]
    opened = scene(circle, Choice(level="1"), {})
    assert sorted((frame.area, frame.part) for frame in opened.frames) == [
        ("module.m", 1),
        ("module.m", 2),
        ("module.n", 0),
    ]


def test_the_area_of_a_fold_follows_the_number_of_its_resources() -> None:
    counts = {"a": 10, "b": 10, "c": 40, "d": 1000, "e": 1}
    many = Document(nodes=[node("x", module=f"module.{name}", count=count) for name, count in counts.items()])
    sizes = {spot.told.name: (spot.w, spot.h) for spot in scene(many, Choice(level="0"), {}).spots if spot.told}
    assert sizes["a"] == sizes["b"] == sizes["e"] == (1.0, 0.8)  # never smaller than a name needs
    assert sizes["c"] == (2.0, 1.6)
    assert sizes["d"] == (2.4, 1.92)  # nor so large that nothing else is seen


def test_an_open_block_has_its_instances_below_it_in_a_frame() -> None:
    block = STORE.nodes[2]
    rows = told(block, [('module.store.queue["a"]', "create", "violated")], "undetermined")
    found = scene(STORE, Choice(instances=(block.address,)), {block.address: rows})
    inside = [spot for spot in found.spots if spot.block]
    assert [(spot.told.name, spot.told.count, spot.told.finding) for spot in inside if spot.told] == [
        ('["a"]', 1, "violated"),
        ("2 more: create", 2, "undetermined"),
    ]
    own = found.spots[names(STORE, found).index(block.address)]
    assert all(spot.y > own.y and spot.of == own.of and spot.path[-1] == block.address for spot in inside)
    (frame,) = [frame for frame in found.frames if frame.block]
    assert all(frame.x0 < spot.x < frame.x1 and frame.y0 < spot.y < frame.y1 for spot in inside)
    assert not frame.y0 < own.y < frame.y1


def test_modules_start_folded_as_far_as_names_need_room() -> None:
    def start(blocks: int, **said: str) -> Scene:
        modules = [f"module.m{number % 40}" for number in range(blocks)]
        return scene(Document(nodes=[node(f"n{n}", module=m, **said) for n, m in enumerate(modules)]), Choice(), {})

    assert start(30).folded == []
    assert len(start(800).folded) == 40
    quiet = Document(
        nodes=[
            *(node(f"a{n}", module="module.a") for n in range(30)),
            *(node(f"q{n}", "no-op", "module.q") for n in range(200)),
        ]
    )
    assert scene(quiet, Choice(everything=True), {}).folded == ["module.q"]


def test_what_the_reader_opens_leaves_the_rest_as_it_started() -> None:
    many = Document(nodes=[node(f"n{number}", module=f"module.m{number % 40}") for number in range(800)])
    found = scene(many, Choice(open=("module.m3",)), {})
    assert len(found.folded) == 39
    assert "module.m3" not in found.folded


def test_everything_drawn_is_inside_the_bounds() -> None:
    found = scene(STORE, Choice(everything=True), {})
    left, top, right, bottom = found.bounds
    assert all(left <= s.x - s.w / 2 and s.x + s.w / 2 <= right for s in found.spots)
    assert all(top <= s.y - s.h / 2 and s.y + s.h / 2 <= bottom for s in found.spots)
    assert scene(Document(), Choice(), {}).bounds == (0, 0, 0, 0)


def hub(dependants: int) -> Document:
    """A key on which every link of a long chain depends: its edges pass the links between."""
    links = range(1, dependants + 1)
    return Document(
        nodes=[node("key"), *(node(f"n{number}") for number in links)],
        edges=[[number + 1, number, "configuration"] for number in links[:-1]],
        hub_edges=[[number, 0, "configuration"] for number in links],
    )


def test_edges_that_wait_are_led_around_names_as_long_as_there_are_not_too_many() -> None:
    found = scene(hub(14), Choice(), {})
    assert len(found.hub_edges) == 14
    assert all(len(edge) == 5 for edge in found.hub_edges)
    assert sum(bool(edge[4]) for edge in found.hub_edges) >= 12  # the first link stands right beside the key
    assert not through_names(found)
    assert {len(edge) for edge in scene(hub(601), Choice(), {}).hub_edges} == {4}


@pytest.mark.corpus
def test_no_edge_of_a_real_plan_runs_backwards_or_through_a_name_however_it_is_folded(corpus: Path) -> None:
    plans = [path for path in sorted(corpus.glob("*/*.json")) if path.parent.name != "bad"]
    assert plans
    for path in plans:
        whole = graph.build(Index(parse.load(path.read_bytes(), Mask(b"key")).changes))
        document = drawable(whole, choose(whole), lambda one: node(one.name, str(one.action), one.module))
        for everything in (False, True):
            for level in ("", *map(str, range(folding.levels(document.nodes) + 1)), INSTANCES):
                found = scene(document, Choice(everything=everything, level=level), {})
                assert not backwards(found), (path, everything, level)
                assert not through_names(found), (path, everything, level)
            contained = scene(document, Choice(everything=everything, topology=True), {})
            assert not backwards(contained), (path, everything)
            assert not through_names(contained), (path, everything)


def through_names(found: Scene) -> list[tuple[int, int]]:
    tiles = [Tile((), spot.w, spot.h) for spot in found.spots]
    places = [(spot.x, spot.y) for spot in found.spots]
    drawn = [edge for edge in (*found.edges, *found.hub_edges) if len(edge) > 4]
    bends = {(e[1], e[0]): list(zip(e[4][::2], e[4][1::2], strict=True)) for e in drawn}
    return [edge for edge, points in bends.items() if crossed(places, tiles, edge, points)]


@given(st.lists(st.sampled_from(["module", "a", ".", "..", '["x.y"]', "m"]), max_size=6).map(".".join))
def test_odd_modules_are_no_danger_folded_or_open(module: str) -> None:
    odd = Document(nodes=[node("a", module=module), node("b")], edges=[[0, 1, "configuration"]])
    for level in ("", "0", "1"):
        assert sum(len(spot.of) for spot in scene(odd, Choice(level=level), {}).spots) == 2
