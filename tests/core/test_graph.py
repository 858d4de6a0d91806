"""Which block depends on which, as tables of small configurations; what must hold of any graph, with generated ones."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core import graph
from gitops_portal.core.model import (
    Action,
    Block,
    Change,
    ChangeSet,
    Edge,
    Mode,
    Module,
    ModuleCall,
    Origin,
    Provider,
)
from tests.builders import change, change_set


def module(outputs: dict[str, tuple[str, ...]] | None = None, /, **calls_and_blocks: object) -> Module:
    """`a=("b.x.id",)` is the block `t.a` with those references; a ModuleCall is a call."""
    blocks = tuple(Block(f"t.{k}", "", v) for k, v in calls_and_blocks.items() if isinstance(v, tuple))
    calls = {k: v for k, v in calls_and_blocks.items() if isinstance(v, ModuleCall)}
    return Module(blocks, calls, outputs or {})


def edges(root: Module, *changes: Change, **fields: object) -> dict[tuple[str, str], Origin]:
    built = graph.build(change_set(*changes, root=root, **fields))
    return {(edge.dependant, edge.dependency): edge.origin for edge in built.edges}


CASES = {
    "an attribute": (module(a=(), b=("t.a.id",)), {("t.b", "t.a")}),
    "an instance key with dots and brackets": (module(a=(), b=('t.a["x.y]"].id', "t.a[0]")), {("t.b", "t.a")}),
    "what is not a resource": (
        module(
            a=("each.key", "each.value.id", "count.index", "path.module", "terraform.workspace", "self.id", "var.x")
        ),
        set(),
    ),
    "a reference to itself": (module(a=("t.a.id",)), set()),
    "a data source": (
        Module((Block("data.t.d", "", ("t.a.id",)), Block("t.a"), Block("t.b", "", ("data.t.d.value",)))),
        {("data.t.d", "t.a"), ("t.b", "data.t.d")},
    ),
    "an argument of a module": (
        module(a=(), m=ModuleCall(module(x=("var.name",), y=()), {"name": ("t.a.id",)})),
        {("module.m.t.x", "t.a")},
    ),
    "an argument that is not passed": (module(a=(), m=ModuleCall(module(x=("var.name",)))), set()),
    "an output of a module": (
        module(a=("module.m.out",), m=ModuleCall(module({"out": ("t.x.id",)}, x=(), y=()))),
        {("t.a", "module.m.t.x")},
    ),
    "an output of one instance of a module": (
        module(a=('module.m["k.l"].out',), m=ModuleCall(module({"out": ("t.x.id",)}, x=(), y=()))),
        {("t.a", "module.m.t.x")},
    ),
    "in through two modules": (
        module(
            a=(),
            m=ModuleCall(
                module(n=ModuleCall(module(x=("var.inner",)), {"inner": ("var.outer",)})), {"outer": ("t.a.id",)}
            ),
        ),
        {("module.m.module.n.t.x", "t.a")},
    ),
    "out through two modules": (
        module(
            a=("module.m.out",),
            m=ModuleCall(module({"out": ("module.n.out",)}, n=ModuleCall(module({"out": ("t.x",)}, x=(), y=())))),
        ),
        {("t.a", "module.m.module.n.t.x")},
    ),
    "from one module into another": (
        module(
            m=ModuleCall(module({"out": ("t.x.id",)}, x=())),
            n=ModuleCall(module(y=("var.in",)), {"in": ("module.m.out",)}),
        ),
        {("module.n.t.y", "module.m.t.x")},
    ),
    "a whole module": (
        module(
            a=("module.m",),
            m=ModuleCall(module(x=(), y=(), n=ModuleCall(module(z=())))),
        ),
        {("t.a", "module.m.t.x"), ("t.a", "module.m.t.y"), ("t.a", "module.m.module.n.t.z")},
    ),
    "what a module waits for, all of it waits for": (
        module(a=(), m=ModuleCall(module(x=(), n=ModuleCall(module(y=()))), {}, ("t.a",))),
        {("module.m.t.x", "t.a"), ("module.m.module.n.t.y", "t.a")},
    ),
    "outputs that lead in a circle": (
        module(
            {},
            a=("module.m.out",),
            b=(),
            m=ModuleCall(module({"out": ("var.in", "t.x")}, x=("var.in",)), {"in": ("module.n.out",)}),
            n=ModuleCall(module({"out": ("var.in",)}), {"in": ("module.m.out", "t.b")}),
        ),
        {("t.a", "t.b"), ("t.a", "module.m.t.x"), ("module.m.t.x", "t.b")},
    ),
    "blocks that lead in a circle": (module(a=("t.b",), b=("t.a",)), {("t.a", "t.b"), ("t.b", "t.a")}),
}


@pytest.mark.parametrize("case", CASES)
def test_edges_of(case: str) -> None:
    root, expected = CASES[case]
    assert edges(root) == dict.fromkeys(expected, Origin.CONFIGURATION)


def test_a_provider_that_is_fed_by_a_resource() -> None:
    root = Module((Block("t.cluster", "aws"), Block("k.app", "k8s", ("t.cluster.id",)), Block("k.job", "k8s")))
    providers = {"aws": Provider("aws"), "k8s": Provider("k8s", references=("t.cluster.endpoint",))}
    assert edges(root, providers=providers) == {
        ("k.app", "t.cluster"): Origin.CONFIGURATION,
        ("k.job", "t.cluster"): Origin.PROVIDER,
    }


def test_a_provider_that_is_configured_in_a_module_speaks_in_its_scope() -> None:
    inner = Module((Block("t.x"), Block("k.y", "module.m:k8s")))
    root = Module((Block("t.x"),), {"m": ModuleCall(inner)})
    providers = {"module.m:k8s": Provider("module.m:k8s", module="module.m", references=("t.x.id",))}
    assert edges(root, providers=providers) == {("module.m.k.y", "module.m.t.x"): Origin.PROVIDER}


@pytest.mark.parametrize(
    ("root", "unresolved"),
    [
        (module(a=("local.x.y",)), ("t.a -> local.x",)),
        (module(m=ModuleCall(module(b=("var.v", "local.w")), {"v": ("local.x",)})), ("module.m.t.b -> local.x", "module.m.t.b -> module.m.local.w")),
        (module(a=("module.gone.out",)), ("t.a -> module.gone",)),
        (module(a=("module.m.gone",), m=ModuleCall(module(b=()))), ("t.a -> module.m.gone",)),
        (module(a=("t.gone.id",)), ("t.a -> t.gone",)),
        (module(a=("", "odd", ".", "module", "data.x")), ("t.a -> ", "t.a -> .", "t.a -> data.x", "t.a -> module", "t.a -> odd")),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_told(root: Module, unresolved: tuple[str, ...]) -> None:
    assert graph.build(change_set(root=root)).unresolved == unresolved


def test_destroyed_blocks_keep_the_dependencies_that_the_state_remembers_without_those_implied() -> None:
    root = module(vpc=())
    changes = [change("t.vpc", Action.NO_OP), change("t.subnet", Action.DELETE), change("t.app[0]", Action.DELETE)]
    remembered = {"t.app[0]": ("t.subnet", "t.vpc", "t.long_gone"), "t.subnet": ("t.vpc",), "t.vpc": ()}
    assert edges(root, *changes, state_dependencies=remembered) == {
        ("t.app", "t.subnet"): Origin.STATE,
        ("t.subnet", "t.vpc"): Origin.STATE,
    }


def test_the_configuration_wins_over_the_state() -> None:
    root = module(a=(), b=("t.a",))
    assert edges(root, state_dependencies={"t.b": ("t.a", "t.c"), "t.c": ()}) == {("t.b", "t.a"): Origin.CONFIGURATION}


def test_blocks_that_name_each_other_in_the_state_stay_connected() -> None:
    remembered = {"t.a": ("t.b", "t.c"), "t.b": ("t.a", "t.c"), "t.c": ("t.a", "t.b")}
    found = edges(Module(), state_dependencies=remembered)
    assert all(any(dependant == block for dependant, _ in found) for block in remembered)


def test_a_printed_graph_repairs_what_locals_hide() -> None:
    changes = change_set(root=module(a=(), b=("local.x",), c=("t.b",)))
    printed = 'digraph G {\n  "t.a";\n  "t.b" -> "t.a";\n  "t.c" -> "t.b";\n  "t.b" -> "t.stranger";\n}'
    built = graph.build(changes, printed)
    assert built.edges == (Edge("t.b", "t.a", Origin.DOT), Edge("t.c", "t.b", Origin.CONFIGURATION))
    assert built.unresolved == ()


def test_nodes_are_blocks_with_the_actions_of_their_instances() -> None:
    built = graph.build(
        change_set(
            change('module.m["x.y"].t.a[0]', Action.UPDATE),
            change('module.m["z"].t.a[0]', Action.NO_OP),
            change('module.m["z"].t.a[0]', Action.DELETE, deposed="00c0ffee"),
            change("data.t.b", Action.READ),
            root=Module((Block("data.t.c"),), {"n": ModuleCall(module(d=()))}),
        )
    )
    assert [node.address for node in built.nodes] == ["data.t.b", "data.t.c", "module.m.t.a", "module.n.t.d"]
    read, still, folded, inner = built.nodes
    assert (read.mode, still.mode, still.type, still.name, still.module) == (Mode.DATA, Mode.DATA, "t", "c", "")
    assert (folded.module, folded.action, inner.module) == ("module.m", Action.DELETE, "module.n")
    assert folded.instances == ('module.m["x.y"].t.a[0]', 'module.m["z"].t.a[0]')
    assert folded.actions == {Action.UPDATE: 1, Action.NO_OP: 1, Action.DELETE: 1}


def test_ephemeral_resources_are_the_blocks_that_the_configuration_names() -> None:
    opened = Change("ephemeral.t.key", "t", "key", Action.READ, mode=Mode.EPHEMERAL)
    root = Module((Block("ephemeral.t.key"), Block("t.user", "", ("ephemeral.t.key.value",))))
    built = graph.build(change_set(opened, root=root))
    assert [(node.address, node.instances) for node in built.nodes] == [
        ("ephemeral.t.key", ("ephemeral.t.key",)),
        ("t.user", ()),
    ]
    assert built.edges == (Edge("t.user", "ephemeral.t.key"),)


CHAIN = change_set(
    change("t.vpc", Action.UPDATE),
    change("t.subnet", Action.NO_OP),
    change("t.app", Action.REPLACE),
    change("t.dns", Action.NO_OP),
    change("t.other", Action.NO_OP),
    root=module(vpc=(), subnet=("t.vpc",), app=("t.subnet",), dns=("t.app", "t.subnet"), other=()),
)


def test_reach_counts_all_that_depend_at_any_distance() -> None:
    built = graph.build(CHAIN)
    assert (built.changed, built.downstream, built.reach) == (2, 2, {"t.vpc": 3, "t.app": 1})
    assert graph.blast(built, "t.vpc") == ("t.app", "t.dns", "t.subnet")
    assert graph.neighbours(built, "t.subnet") == (("t.vpc",), ("t.app", "t.dns"))
    assert graph.blast(built, "t.nowhere") == ()


def test_more_edges_than_are_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "EDGES", 3)
    built = graph.build(
        change_set(root=module(a=("module.m",), b=("t.a",), m=ModuleCall(module(x=(), y=(), z=(), w=()))))
    )
    assert [(edge.dependant, edge.dependency) for edge in built.edges] == [("t.b", "t.a")]
    assert built.left_out == 4


def test_a_long_chain_of_outputs_neither_overflows_nor_fills_the_memory() -> None:
    size = 3_000
    calls = {
        f"m{n}": ModuleCall(module({"out": ("var.in", "t.x")}, x=()), {"in": (f"module.m{n - 1}.out",) if n else ()})
        for n in range(size)
    }
    built = graph.build(change_set(root=Module((Block("t.end", "", (f"module.m{size - 1}.out",)),), calls)))
    assert len(built.edges) == size


numbers = st.integers(0, 12)
SMALL = st.lists(st.tuples(numbers, numbers), max_size=40)


@given(SMALL, st.sets(numbers), st.sampled_from([3, 8192]))
def test_reach_agrees_with_a_plain_walk(pairs: list[tuple[int, int]], changed: set[int], chunk: int) -> None:
    blocks = tuple(Block(f"t.n{n}", "", tuple(f"t.n{b}" for a, b in pairs if a == n)) for n in range(13))
    plan = ChangeSet("1.2", tuple(change(f"t.n{n}", Action.UPDATE) for n in sorted(changed)), root=Module(blocks))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph, "_CHUNK", chunk)
        built = graph.build(plan)
    walked: nx.DiGraph[int] = nx.DiGraph((b, a) for a, b in pairs)
    walked.add_nodes_from(range(13))
    reached = {n: nx.descendants(walked, n) for n in changed}
    assert built.reach == {f"t.n{n}": len(found) for n, found in reached.items()}
    assert built.downstream == len(set().union(*reached.values()) - changed)
    for n, found in reached.items():
        assert graph.blast(built, f"t.n{n}") == tuple(sorted(f"t.n{m}" for m in found))
