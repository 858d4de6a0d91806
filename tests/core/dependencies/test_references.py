"""One step at a time: where each reference leads, from the scope it is made in."""

from __future__ import annotations

import pytest

from gitops_portal.core.dependencies.references import Kind, Point, links
from gitops_portal.core.index import Index
from gitops_portal.core.model import Block, Module, ModuleCall, Provider
from tests.builders import change_set

CHILD = Module((Block("t.x"),), {}, {"out": ("t.x.id",)})


@pytest.mark.parametrize(
    ("reference", "kind", "address"),
    [
        ("t.a.id", Kind.BLOCK, "t.a"),
        ('t.a["k.l"].id', Kind.BLOCK, "t.a"),
        ("data.t.a[0].id", Kind.BLOCK, "data.t.a"),
        ("ephemeral.t.a", Kind.BLOCK, "ephemeral.t.a"),
        ("module.m.out.field", Kind.PASSAGE, "module.m.output.out"),
        ("module.m", Kind.PASSAGE, "module.m (all)"),
        ("module.m[0]", Kind.PASSAGE, "module.m (all)"),
        ("module.m.missing", Kind.LOST, "module.m.missing"),
        ("local.tags.name", Kind.LOST, "local.tags"),
    ],
)
def test_leads_to(reference: str, kind: Kind, address: str) -> None:
    root = Module((Block("t.b", "", (reference,)),), {"m": ModuleCall(CHILD)})
    assert links(Index(change_set(root=root)))[Point(Kind.BLOCK, "t.b")] == [Point(kind, address)]


def test_a_provider_in_a_module_that_does_not_exist_leads_nowhere() -> None:
    providers = {"k": Provider("k", module="module.gone", references=("t.b",))}
    found = links(Index(change_set(root=Module((Block("t.b", "k"),)), providers=providers)))
    assert found == {Point(Kind.BLOCK, "t.b"): [Point(Kind.PROVIDER, "k")]}
