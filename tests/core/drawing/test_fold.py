"""What shows on a closed module: everything grave that is inside, and whom it is tied to."""

from __future__ import annotations

import pytest

from gitops_portal.core.dependencies import graph
from gitops_portal.core.drawing.fold import around, fold
from gitops_portal.core.model import Action, Block, Enforcement, Finding, Fold, Module, ModuleCall, Severity, Status
from tests.builders import change, change_set

INNER = Module((Block("t.y"), Block("t.z", "", ("t.y.id",))))
M = Module((Block("t.x", "", ("var.in",)),), {"n": ModuleCall(INNER)}, {"out": ("t.x.id",)})
ROOT = Module(
    (Block("t.a"), Block("t.b", "", ("module.m.out", "t.a"))),
    {
        "m": ModuleCall(M, {"in": ("t.a.id",)}),
        "o": ModuleCall(Module((Block("t.q", "", ("var.in", "var.too")),)), {"in": ("module.m.out",), "too": ("t.a",)}),
    },
)
PLAN = change_set(
    change("t.a", Action.NO_OP),
    change("t.b", Action.UPDATE),
    change('module.m["k.1"].t.x', Action.NO_OP),
    change('module.m["k.2"].t.x', Action.NO_OP),
    change('module.m["k.1"].module.n.t.y', Action.REPLACE),
    change('module.m["k.1"].module.n.t.z[0]', Action.DELETE),
    change("module.o.t.q", Action.CREATE),
    root=ROOT,
)


def finding(address: str, status: Status) -> Finding:
    return Finding("rule", Severity.HIGH, Enforcement.MANDATORY, address, status)


FOUND = fold(
    graph.build(PLAN),
    [
        finding('module.m["k.1"].module.n.t.y', Status.VIOLATED),
        finding('module.m["k.1"].t.x', Status.UNDETERMINED),
        finding("module.o.t.q", Status.WAIVED),
        finding("t.a", Status.VIOLATED),
        finding("", Status.VIOLATED),
    ],
)


def test_every_module_shows_what_is_inside() -> None:
    outer, inner = {Action.NO_OP: 2, Action.REPLACE: 1, Action.DELETE: 1}, {Action.REPLACE: 1, Action.DELETE: 1}
    assert FOUND.folds == (
        Fold("", None, 2, 2, {Action.NO_OP: 1, Action.UPDATE: 1}, violated=1),
        Fold("module.m", None, 3, 4, outer, violated=1, undetermined=1),
        Fold("module.m.module.n", "module.m", 2, 2, inner, violated=1),
        Fold("module.o", None, 1, 1, {Action.CREATE: 1}),
    )
    assert [found.action for found in FOUND.folds] == [Action.UPDATE, Action.DELETE, Action.DELETE, Action.CREATE]


def test_edges_between_modules_tell_how_many_they_stand_for() -> None:
    assert FOUND.edges == {
        ("", "module.m"): 1,
        ("module.m", ""): 1,
        ("module.o", ""): 1,
        ("module.o", "module.m"): 1,
    }


def test_what_stands_in_the_root_is_drawn() -> None:
    assert set(FOUND.layout.places) == {"", "module.m", "module.o"}
    assert FOUND.layout.boxes == ()


@pytest.mark.parametrize(
    ("module", "modules"),
    [
        ("", [""]),
        ("odd", ["odd"]),
        ("module.a", ["module.a"]),
        ("module.a.module.b.module.c", ["module.a", "module.a.module.b", "module.a.module.b.module.c"]),
    ],
)
def test_modules_around_a_block(module: str, modules: list[str]) -> None:
    assert list(around(module)) == modules


def test_nothing_folds_to_nothing() -> None:
    assert fold(graph.build(change_set()), []).folds == ()
