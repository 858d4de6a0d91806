"""What a bounded drawing leaves out is kept, block by block, and drawn with its surroundings when it is asked for."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Action, Block, Evaluation, Module
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.view import beyond, graph
from gitops_portal.core.view.graph import Beside
from gitops_portal.core.view.node import NodeRow
from tests.builders import change, change_set

ROOT = Module(
    (
        Block("t.a"),
        Block("t.b", "", ("t.a.id",)),
        Block("t.c", "", ("t.b.id",)),
        *(Block(f"t.z{n}", "", ("t.b.id",)) for n in range(3)),
    )
)
PLAN = change_set(
    change("t.a", Action.UPDATE),
    change("t.b[0]", Action.NO_OP),
    change("t.b[1]", Action.NO_OP),
    change("t.c", Action.NO_OP),
    root=ROOT,
    state_dependencies={"t.c": ("t.a", "t.b")},
    standing=frozenset(f"t.z{n}" for n in range(3)),
)


def without(*addresses: str) -> Evaluation:
    """The plan as if the drawing had had no room for these blocks."""
    whole = evaluate(PLAN, RuleSet(guardrails()), PriceBook())
    return replace(whole, chosen=replace(whole.chosen, left_out=addresses))


def test_a_drawing_of_everything_leaves_nothing_to_keep() -> None:
    assert beyond.beside(without()) == {}


def test_an_undrawn_block_keeps_all_its_neighbours_and_a_drawn_one_those_that_are_not() -> None:
    found = beyond.beside(without("t.c"))
    assert set(found) == {"t.c", "t.b"}
    node, drawn = found["t.c"].node, found["t.b"]
    assert node is not None
    assert node.address == "t.c"
    nobody = {"needs": 0, "needed_by": 0}
    assert found["t.c"].beside == Beside([["t.b", "no-op", 2, ["configuration", "state"]]], [], nobody)
    assert drawn.node is None
    assert drawn.beside is not None
    assert [row[0] for row in drawn.beside.needed_by] == ["t.c"]
    assert drawn.beside.needs == []


def test_neighbours_that_are_not_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beyond, "BESIDE", 2)
    beside = beyond.beside(without("t.b"))["t.b"].beside
    assert beside is not None
    assert ([row[0] for row in beside.needed_by], beside.more["needed_by"]) == (["t.c", "t.z0"], 2)


def test_surroundings_are_a_view_of_their_own() -> None:
    told = beyond.beside(without("t.b"))["t.b"]
    assert told.node is not None
    assert told.beside is not None
    view = beyond.surroundings(told.node, told.beside.needs, told.beside.needed_by)
    assert [node.address for node in view.nodes] == ["t.b", "t.a", "t.c", "t.z0", "t.z1", "t.z2"]
    assert view.edges[:2] == [[0, 1, "configuration"], [2, 0, "configuration", ["state"]]]
    assert view.nodes[0].dependants == 4
    found = graph.whole(view).first
    columns = [found.spots[number].x for number in found.stand]
    assert columns[1] < columns[0] < columns[2] == columns[3] == columns[4] == columns[5]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("t.b", "b"),
        ("data.t.b", "b"),
        ("module.m.t.b", "m.b"),
        ("module.m.module.data.t.b", "data.b"),
        ("module.m.data.t.b", "m.b"),
        ("odd", "odd"),
    ],
)
def test_a_name_says_its_module(address: str, name: str) -> None:
    row = [address, "no-op", 1, ["state"]]
    own = NodeRow("t.own", "t", "own", "", "no-op", 1, {}, 0, "", "")
    view = beyond.surroundings(own, [row], [])
    assert view.nodes[1].name == name
