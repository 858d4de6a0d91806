"""Which instance depends on which, as a table of small configurations and plans."""

from __future__ import annotations

import pytest

from gitops_portal.core.dependencies import graph
from gitops_portal.core.dependencies.instances import LISTED, Instances, neighbourhoods
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Block, Change, Module, ModuleCall
from tests.builders import change, change_set


def root(*references: str, calls: dict[str, ModuleCall] | None = None) -> Module:
    """`t.b` with these references, beside `t.a`."""
    return Module((Block("t.a"), Block("t.b", "", references)), calls or {})


def inner(*references: str, outputs: dict[str, tuple[str, ...]] | None = None) -> Module:
    return Module((Block("t.x"), Block("t.y", "", references)), {}, outputs or {"out": ("t.x.id",)})


def every(dependant: str, dependency: str, *keys: str) -> set[tuple[str, str]]:
    return {(dependant + own, dependency + other) for own in keys for other in keys}


M = 'module.m["k.1"]', 'module.m["k.2"]'
CASES: dict[str, tuple[Module, list[str], str, str, set[tuple[str, str]]]] = {
    "single to single": (root("t.a.id"), ["t.a", "t.b"], "t.b", "t.a", {("t.b", "t.a")}),
    "a literal key": (root('t.a["x.y"].id'), ['t.a["x.y"]', "t.a[0]", "t.b"], "t.b", "t.a", {("t.b", 't.a["x.y"]')}),
    "a literal number": (root("t.a[1].id", "each.key"), ["t.a[0]", "t.a[1]", 't.b["1"]'], "t.b", "t.a", {('t.b["1"]', "t.a[1]")}),
    "a literal key that is gone": (root('t.a["x"].id'), ['t.a["z"]', "t.b"], "t.b", "t.a", set()),
    "by each.key, or by something made of it": (root("t.a", "each.key"), ['t.a["x"]', 't.a["y"]', 't.b["x"]', 't.b["y"]'], "t.b", "t.a", every("t.b", "t.a", '["x"]', '["y"]')),
    "by each.value": (root("t.a", "each.value.id", "each.value"), ['t.a["x"]', 't.a["y"]', 't.b["x"]', 't.b["y"]'], "t.b", "t.a", every("t.b", "t.a", '["x"]', '["y"]')),
    "by count.index, count.index + 1 or count.index % 2": (root("t.a", "count.index"), ["t.a[0]", "t.a[1]", "t.b[0]", "t.b[1]"], "t.b", "t.a", every("t.b", "t.a", "[0]", "[1]")),
    "a literal key, and all of them": (root("t.a", "t.a[0].id", "count.index"), ["t.a[0]", "t.a[1]", "t.b[1]"], "t.b", "t.a", {("t.b[1]", "t.a[0]"), ("t.b[1]", "t.a[1]")}),
    "two literal keys": (root("t.a[0].id", "t.a[2].id", "each.key"), ["t.a[0]", "t.a[1]", "t.a[2]", 't.b["1"]'], "t.b", "t.a", {('t.b["1"]', "t.a[0]"), ('t.b["1"]', "t.a[2]")}),
    "a literal key that stands in a key": (root('t.a["x[0].y"].id'), ['t.a["x[0].y"]', 't.a["x"]', "t.b"], "t.b", "t.a", {("t.b", 't.a["x[0].y"]')}),
    "all of them": (root("t.a"), ["t.a[0]", "t.a[1]", "t.b[0]"], "t.b", "t.a", {("t.b[0]", "t.a[0]"), ("t.b[0]", "t.a[1]")}),
    "an edge that the configuration does not name": (root("local.x"), ["t.a[0]", "t.a[1]", "t.b"], "t.b", "t.a", {("t.b", "t.a[0]"), ("t.b", "t.a[1]")}),
    "within one instance of a module": (
        root(calls={"m": ModuleCall(inner("t.x.id"))}),
        [f"{m}.t.{n}" for m in M for n in "xy"],
        "module.m.t.y",
        "module.m.t.x",
        {(f"{m}.t.y", f"{m}.t.x") for m in M},
    ),
    "into every instance of a module": (
        root("module.m", calls={"m": ModuleCall(inner())}),
        ["t.b", *(f"{m}.t.x" for m in M)],
        "t.b",
        "module.m.t.x",
        {("t.b", f"{m}.t.x") for m in M},
    ),
    "out of one instance of a module": (
        root('module.m["k.1"].out', calls={"m": ModuleCall(inner())}),
        ["t.b", *(f"{m}.t.x[{n}]" for m in M for n in (0, 1))],
        "t.b",
        "module.m.t.x",
        {("t.b", f"{M[0]}.t.x[0]"), ("t.b", f"{M[0]}.t.x[1]")},
    ),
    "an argument by the key of the module, or something made of it": (
        root(calls={"m": ModuleCall(inner("var.in"), {"in": ("t.a", "each.key")})}),
        ['t.a["k.1"]', 't.a["k.2"]', *(f"{m}.t.y" for m in M)],
        "module.m.t.y",
        "t.a",
        {(f"{m}.t.y", f't.a["{key}"]') for m in M for key in ("k.1", "k.2")},
    ),
    "from module to module by a key": (
        root(calls={"m": ModuleCall(inner()), "n": ModuleCall(inner("var.in"), {"in": ("module.m", "each.key")})}),
        [*(f"{m}.t.x" for m in M), 'module.n["k.1"].t.y', 'module.n["other"].t.y'],
        "module.n.t.y",
        "module.m.t.x",
        {(f'module.n["{key}"].t.y', f"{m}.t.x") for key in ("k.1", "other") for m in M},
    ),
    "modules in one instance of a module": (
        root(calls={"o": ModuleCall(Module((), {"m": ModuleCall(inner()), "n": ModuleCall(inner("var.in"), {"in": ("module.m.out",)})}))}),
        [f"module.o[{k}].module.{n}.t.{b}" for k in (0, 1) for n, b in (("m", "x"), ("n", "y"))],
        "module.o.module.n.t.y",
        "module.o.module.m.t.x",
        {(f"module.o[{k}].module.n.t.y", f"module.o[{k}].module.m.t.x") for k in (0, 1)},
    ),
    "destroyed: the configuration is gone": (
        Module(),
        ["t.a[0]", "t.b[0]", "t.b[1]"],
        "t.b",
        "t.a",
        {("t.b[0]", "t.a[0]"), ("t.b[1]", "t.a[0]")},
    ),
    "a block without instances": (root("t.a.id"), ["t.b"], "t.b", "t.a", set()),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_instances_that_depend_on_each_other(case: str) -> None:
    module, addresses, dependant, dependency, expected = CASES[case]
    known = Instances(Index(change_set(*map(change, addresses), root=module)))
    found = known.expand(dependant, dependency)
    assert (set(found.pairs), found.total) == (expected, len(expected))


def test_too_many_stay_an_edge_between_blocks() -> None:
    plan = change_set(*(change(f"t.{name}[{n}]") for name in "ab" for n in range(30)), root=root("t.a"))
    found = Instances(Index(plan)).expand("t.b", "t.a")
    assert (found.pairs, found.total) == ((), 900)
    assert len(Instances(Index(plan)).expand("t.b", "t.a", bound=900).pairs) == 900


def test_an_object_left_over_is_no_instance_of_its_own() -> None:
    plan = change_set(
        change("t.a"), change("t.a", Action.DELETE, deposed="00c0ffee"), change("t.b"), root=root("t.a.id")
    )
    assert Instances(Index(plan)).expand("t.b", "t.a").total == 1


def test_what_stands_around_a_block() -> None:
    plan = change_set(
        change("t.a"),
        change('t.b["x"]', Action.DELETE),
        change('t.b["y"]', Action.NO_OP),
        change("t.c"),
        root=Module((Block("t.a"), Block("t.b", "", ("t.a.id",)), Block("t.c", "", ("t.a.id",)))),
    )
    around = {found.block: found for found in neighbourhoods(Index(plan), graph.build(Index(plan)))}
    assert set(around) == {"t.a", "t.b"}
    assert around["t.b"].instances == [('t.b["x"]', Action.DELETE), ('t.b["y"]', Action.NO_OP)]
    assert around["t.b"].needs == [('t.b["x"]', "t.a"), ('t.b["y"]', "t.a")]
    assert around["t.a"].needed_by == [("t.a", 't.b["x"]'), ("t.a", 't.b["y"]')]
    assert around["t.a"].pairs_left_out == 0


def test_of_very_many_instances_those_that_go_are_listed_first() -> None:
    many = [change(f"t.b[{n}]", Action.NO_OP) for n in range(LISTED + 50)]
    plan = change_set(
        *many, change("t.b[900]", Action.UPDATE), change("t.b[901]", Action.REPLACE), root=root()
    )  # fmt: skip
    listed = Instances(Index(plan)).around("t.b").instances
    assert listed[:3] == [("t.b[901]", Action.REPLACE), ("t.b[900]", Action.UPDATE), ("t.b[0]", Action.NO_OP)]


def test_what_is_not_listed_is_counted() -> None:
    many = [change(f"t.b[{n}]") for n in range(LISTED + 50)]
    plan = change_set(change("t.a[0]"), change("t.a[1]"), *many, root=root("t.a"))
    around = {found.block: found for found in neighbourhoods(Index(plan), graph.build(Index(plan)))}
    assert (len(around["t.b"].instances), around["t.b"].instances_left_out) == (LISTED, 50)
    assert (around["t.b"].needs, around["t.b"].pairs_left_out) == ([], 2 * LISTED + 100)


@pytest.mark.parametrize("module", ['module.m["a]', "odd", "module.m[true]", ""])
def test_odd_addresses_are_no_danger(module: str) -> None:
    odd = Change(f"{module}.t.b", "t", "b", Action.CREATE, module=module)
    other = Change(f"{module}.t.c", "t", "c", Action.CREATE, module=module)
    plan = change_set(odd, other, change("t.a"), root=root("t.a"))
    Instances(Index(plan)).expand(odd.block, other.block)
    for edge in graph.build(Index(plan)).edges:
        Instances(Index(plan)).expand(edge.dependant, edge.dependency)
    Instances(Index(plan)).expand(odd.block, "t.a")
