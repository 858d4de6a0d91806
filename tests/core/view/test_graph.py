"""What the browser is given of a graph: nothing grave is lost on the way, and what is not drawn is told."""

from __future__ import annotations

import json

import msgspec

from gitops_portal.core.dependencies.graph import build
from gitops_portal.core.dependencies.instances import Neighbourhood, neighbourhoods
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Block, Module, ModuleCall
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.view.graph import Document, Inside, first, inside, read, view, whole
from tests.builders import change, change_set

M = Module((Block("t.x", "", ("var.in",)), Block("t.y")))
ROOT = Module(
    (Block("t.a"), Block("t.b", "", ("t.a.id",)), Block("t.c", "", ("t.b", "t.a")), Block("t.far")),
    {"m": ModuleCall(M, {"in": ("t.c.id",)})},
)
PLAN = change_set(
    change("t.a", Action.NO_OP),
    change("t.b", Action.REPLACE),
    change("t.c", Action.NO_OP),
    change("t.far", Action.NO_OP),
    change("module.m.t.x[0]", Action.NO_OP),
    change("module.m.t.x[1]", Action.DELETE),
    change("module.m.t.y", Action.NO_OP),
    root=ROOT,
    state_dependencies={"t.c": ("t.a", "t.b"), "module.m.t.x[0]": ("t.a", "t.b", "t.c")},
)
DRAWN = view(evaluate(PLAN, RuleSet(guardrails()), PriceBook()))
NAMES = [node.address for node in DRAWN.nodes]


def test_each_edge_says_all_that_tells_of_it() -> None:
    edges = {(NAMES[row[0]], NAMES[row[1]]): row[2:] for row in DRAWN.edges}
    assert edges == {
        ("module.m.t.x", "t.c"): ["configuration", ["state"]],
        ("t.b", "t.a"): ["configuration"],
        ("t.c", "t.b"): ["configuration", ["state"]],
    }


def test_what_a_path_stands_for_waits_until_it_is_asked_for() -> None:
    assert [(NAMES[row[0]], NAMES[row[1]]) for row in DRAWN.hub_edges] == [("t.c", "t.a")]
    assert DRAWN.first.hubs == {str(DRAWN.first.stand[NAMES.index("t.a")]): 1}


def test_a_block_from_inside_names_its_instances_by_position() -> None:
    plan = change_set(change("t.a"), change("t.b[0]"), change("t.b[1]", Action.DELETE), root=Module((Block("t.a"), Block("t.b", "", ("t.a.id",)))))  # fmt: skip
    found = {each.block: inside(each) for each in neighbourhoods(Index(plan), build(Index(plan)))}
    assert found["t.b"] == Inside(
        instances=[("t.b[1]", "delete"), ("t.b[0]", "create")],  # what is destroyed comes first
        needs=[(1, "t.a"), (0, "t.a")],
    )
    assert found["t.a"].needed_by == [(0, "t.b[0]"), (0, "t.b[1]")]


def test_of_instances_that_are_not_listed_no_pairs_are() -> None:
    around = Neighbourhood("t.b", [("t.b[0]", Action.CREATE)], 1, [("t.b[1]", "t.a"), ("t.b[0]", "t.a")])
    found = inside(around)
    assert (found.needs, found.more, found.pairs_left_out) == ([(0, "t.a")], 1, 1)


def test_what_is_kept_is_what_is_read() -> None:
    assert whole(read(json.dumps(msgspec.to_builtins(DRAWN)))) == DRAWN
    assert first(read(json.dumps(msgspec.to_builtins(DRAWN)))) == DRAWN.first
    assert read("{}") == Document()


def test_a_document_of_the_first_form_is_read_in_the_words_of_today() -> None:
    words = {"address": "a", "type": "t", "name": "n", "module": "m", "action": "c", "count": "k", "actions": "acts", "dependants": "d", "finding": "f"}  # fmt: skip
    document = {
        name: value
        for name, value in msgspec.to_builtins(DRAWN).items()
        if name not in {"form", "gravity", "apart", "first"}
    }
    for row in document["nodes"]:
        for word, letter in words.items():
            if word in row:
                row[letter] = row.pop(word)
    assert "a" in document["nodes"][0]
    assert whole(read(json.dumps(document))) == DRAWN
    assert first(read(json.dumps(document))) == DRAWN.first


def test_a_document_of_the_second_form_is_arranged_when_it_is_read() -> None:
    document = {name: value for name, value in msgspec.to_builtins(DRAWN).items() if name != "first"} | {
        "form": 2,
        "boxes": [],
    }
    document["nodes"] = [row | {"x": 1.0, "y": 2.0} for row in document["nodes"]]
    assert whole(read(json.dumps(document))) == DRAWN
    assert first(read(json.dumps(document))) == DRAWN.first


def test_the_gravest_comes_first_here_and_in_the_browser() -> None:
    both = change_set(change("t.a[0]", Action.UPDATE, {"x": 1}, {"x": 2}), change("t.a[1]", Action.FORGET))
    drawn = view(evaluate(both, RuleSet(guardrails()), PriceBook()))
    assert drawn.nodes[0].action == "update"
    assert drawn.gravity.actions.index("update") < drawn.gravity.actions.index("forget")
    assert {*drawn.gravity.actions} == {*map(str, Action)}
