"""One index of a plan: where a module is called, which block a resource is an instance of, what a block refers to."""

from __future__ import annotations

import pytest

from gitops_portal.core.index import MOST, Index
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
