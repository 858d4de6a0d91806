"""One index of a plan: where a module is called, which block a resource is an instance of, what a block refers to."""

from __future__ import annotations

import pytest

from gitops_portal.core.index import MOST, Index, Meant
from gitops_portal.core.model import Block, Mode, Module, ModuleCall
from tests.builders import change, change_set

INNER = Module((Block("t.a", "", ("t.b.id", 't.c["x"].id', "var.size")), Block("data.t.a", "p")))
ROOT = Module((Block("t.root"),), {"m": ModuleCall(Module(calls={"n": ModuleCall(INNER)}))})


def test_modules_stand_by_their_addresses_with_what_calls_them() -> None:
    modules = Index(change_set(root=ROOT)).modules
    assert list(modules) == ["", "module.m", "module.m.module.n"]
    assert (modules[""].call, modules["module.m.module.n"].parent) == (None, "module.m")


@pytest.mark.parametrize(
    ("address", "mode", "written"),
    [
        ("t.root", Mode.MANAGED, "t.root"),
        ('module.m["a.b"].module.n[0].t.a[1]', Mode.MANAGED, "t.a"),
        ("module.m.module.n.data.t.a", Mode.DATA, "data.t.a"),
        ("module.m.t.a", Mode.MANAGED, None),
        ("module.gone.t.a", Mode.MANAGED, None),
        ("t.gone", Mode.MANAGED, None),
    ],
)
def test_a_resource_is_an_instance_of_a_block(address: str, mode: Mode, written: str | None) -> None:
    block = Index(change_set(root=ROOT)).block(change(address, mode=mode))
    assert (block.address if block else None) == written


@pytest.mark.parametrize(
    ("own", "beside", "kind", "found"),
    [
        ("t.a", ["t.b"], "", ["t.b"]),
        ("t.a[1]", ["t.b[0]", "t.b[1]"], "t", ["t.b[1]"]),
        ("t.a", ["t.b[0]", "t.b[1]"], "", []),
        ("t.a[1]", ["t.b"], "", ["t.b"]),
        ("t.a", ["t.b", 't.c["x"]'], "", ["t.b", 't.c["x"]']),
        ("t.a", ["t.b"], "s", []),
        ("t.a", ["t.d"], "", []),
    ],
)
def test_what_a_block_refers_to_beside_it(own: str, beside: list[str], kind: str, found: list[str]) -> None:
    around = "module.m.module.n."
    changes = [change(around + address) for address in (own, *beside)]
    index = Index(change_set(*changes, change("t.b"), root=ROOT))
    assert [each.address for each in index.referred(changes[0], kind)] == [around + address for address in found]


def test_a_block_that_refers_to_very_many_tells_of_none() -> None:
    names = [f"t.b{number}" for number in range(MOST + 1)]
    index = Index(change_set(change("t.a"), *map(change, names), root=Module((Block("t.a", "", tuple(names)),))))
    assert not list(index.referred(index.of_type("t")[0]))
    assert len(index.of_type("t")) == MOST + 2
    assert not index.of_type("s")


@pytest.mark.parametrize(
    ("module", "references", "leads_to"),
    [
        ("", ["t.a.id"], [Meant("", "t", "a")]),
        ("", ["t.a[0].id", "count.index", "var.size"], [Meant("", "t", "a", 0)]),
        ("", ["t.a[each.key].id"], [Meant("", "t", "a")]),
        ("", ["data.t.a.id"], [Meant("", "data.t", "a")]),
        ("", ["t.a.id", "t.b.id"], [Meant("", "t", "a"), Meant("", "t", "b")]),
        ("", ["module.one.out"], [Meant("module.one", "t", "a")]),
        ("", ['module.many["x"].out'], [Meant('module.many["x"]', "t", "a")]),
        ("", ["module.many.out"], []),
        ("", ["module.many[each.key].out"], []),
        ("", ["module.one"], []),
        ("", ["module.one.gone"], []),
        ("", ["module.gone.out"], []),
        ("", ["module.one.lost"], []),
        ("", ["t.a.id", "local.b"], []),
        ("module.one", ["var.given"], [Meant("", "t", "root")]),
        ("module.one", ["var.sibling"], [Meant('module.many["x"]', "t", "a")]),
        ("module.one", ["var.default"], []),
        ("module.one", ["var.round"], []),
        ('module.many["x"]', ["module.deep.out"], [Meant('module.many["x"].module.deep', "t", "b")]),
        ('module.many["x"].module.deep', ["var.above"], [Meant('module.many["x"]', "t", "a")]),
        ("module.gone", ["var.given"], []),
        ("", ["module.one.wide"], []),
    ],
)
def test_where_references_lead_through_modules(module: str, references: list[str], leads_to: list[Meant]) -> None:
    deep = Module((Block("t.b"),), outputs={"out": ("t.b.id",)})
    many = Module((Block("t.a"),), {"deep": ModuleCall(deep, {"above": ("t.a.id",)})}, {"out": ("t.a.id",)})
    one = Module(
        (Block("t.a"),),
        outputs={
            "out": ("t.a.id",),
            "lost": ("local.a",),
            "round": ("var.round",),
            "wide": tuple(f"t.b{number}" for number in range(MOST + 1)),
        },
    )
    passed = {"given": ("t.root.id",), "sibling": ('module.many["x"].out',), "round": ("module.one.round",)}
    root = Module(calls={"one": ModuleCall(one, passed), "many": ModuleCall(many)})
    index = Index(change_set(change('module.many["x"].t.a'), change("module.one.t.a"), root=root))
    assert sorted(index.traced(module, references)) == leads_to
