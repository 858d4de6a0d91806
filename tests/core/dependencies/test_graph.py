"""Which block depends on which, as tables of small configurations; what must hold of any graph, with generated ones."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.dependencies import edges as edge_list
from gitops_portal.core.dependencies import graph, reach
from gitops_portal.core.dependencies.instances import neighbourhoods
from gitops_portal.core.drawing.chosen import choose
from gitops_portal.core.index import Index
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
    built = graph.build(Index(change_set(*changes, root=root, **fields)))
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
    assert graph.build(Index(change_set(root=root))).unresolved == unresolved


CONFIGURED, STATE, DOT, RELEVANT = Origin.CONFIGURATION, Origin.STATE, Origin.DOT, Origin.RELEVANT
FED = {"k8s": Provider("k8s", references=("t.cluster.endpoint",))}

PLANS: dict[str, tuple[ChangeSet, str, dict[tuple[str, str], tuple[Origin, ...]]]] = {
    "destroyed: what the state remembers, less what is implied, and less what is long gone": (
        change_set(
            change("t.vpc", Action.NO_OP),
            change("t.subnet", Action.DELETE),
            change("t.app[0]", Action.DELETE),
            root=module(vpc=()),
            state_dependencies={"t.app[0]": ("t.subnet", "t.vpc", "t.long_gone"), "t.subnet": ("t.vpc",)},
        ),
        "",
        {("t.app", "t.subnet"): (STATE,), ("t.subnet", "t.vpc"): (STATE,)},
    ),
    "a local of what stays: the state knows where it led": (
        change_set(
            change("t.a", Action.NO_OP),
            change("t.b", Action.NO_OP),
            change("t.c", Action.NO_OP),
            root=module(a=(), b=("t.a",), c=("local.x",)),
            state_dependencies={"t.b": ("t.a",), "t.c": ("t.a", "t.b")},
        ),
        "",
        {("t.b", "t.a"): (CONFIGURED, STATE), ("t.c", "t.b"): (STATE,)},
    ),
    "a local of what changes: the state may be old, but nothing else speaks": (
        change_set(
            change("t.a", Action.NO_OP),
            change("t.c", Action.UPDATE),
            root=module(a=(), c=("local.x",)),
            state_dependencies={"t.c": ("t.a",)},
        ),
        "",
        {("t.c", "t.a"): (STATE,)},
    ),
    "what changes and says all itself: its old dependencies are no longer": (
        change_set(
            change("t.a", Action.NO_OP),
            change("t.b", Action.NO_OP),
            change("t.c", Action.UPDATE),
            root=module(a=(), b=(), c=("t.b",)),
            state_dependencies={"t.c": ("t.a", "t.b")},
        ),
        "",
        {("t.c", "t.b"): (CONFIGURED, STATE)},
    ),
    "a path through a data source, of which the state has no closure, implies as well": (
        change_set(
            change("t.a", Action.NO_OP),
            change("t.c", Action.NO_OP),
            root=Module((Block("t.a"), Block("data.t.d", "", ("t.a",)), Block("t.c", "", ("data.t.d.id", "local.x")))),
            state_dependencies={"t.c": ("data.t.d", "t.a")},
        ),
        "",
        {("data.t.d", "t.a"): (CONFIGURED,), ("t.c", "data.t.d"): (CONFIGURED, STATE)},
    ),
    "destroyed behind a path of the configuration": (
        change_set(
            change("t.gone", Action.DELETE),
            root=Module((Block("t.a"), Block("data.t.d", "", ("t.a",)))),
            state_dependencies={"t.gone": ("t.a", "data.t.d")},
        ),
        "",
        {("data.t.d", "t.a"): (CONFIGURED,), ("t.gone", "data.t.d"): (STATE,)},
    ),
    "moved into a module: the state still names the old address": (
        change_set(
            change("module.m.t.a", Action.NO_OP, previous_address="t.a"),
            change('t.b["x.y"]', Action.NO_OP),
            root=module(b=("local.x",), m=ModuleCall(module(a=()))),
            state_dependencies={'t.b["x.y"]': ("t.a",)},
        ),
        "",
        {("t.b", "module.m.t.a"): (STATE,)},
    ),
    "moved away, and another has taken its place": (
        change_set(
            change("t.new", Action.NO_OP, previous_address="t.a"),
            change("t.a", Action.CREATE),
            change("t.b", Action.NO_OP),
            root=module(a=(), new=(), b=("local.x",)),
            state_dependencies={"t.b": ("t.a",)},
        ),
        "",
        {("t.b", "t.a"): (STATE,)},
    ),
    "nested modules with for_each, in and out": (
        change_set(
            change('module.m["k"].module.n[0].t.x', Action.CREATE),
            change("t.out", Action.CREATE),
            root=module(
                a=(),
                out=('module.m["k"].id',),
                m=ModuleCall(
                    module(
                        {"id": ("module.n[0].id",)},
                        n=ModuleCall(module({"id": ("t.x.id",)}, x=("var.in", "each.key")), {"in": ("var.in",)}),
                    ),
                    {"in": ("t.a.id", "each.value")},
                ),
            ),
        ),
        "",
        {("module.m.module.n.t.x", "t.a"): (CONFIGURED,), ("t.out", "module.m.module.n.t.x"): (CONFIGURED,)},
    ),
    "a provider that is fed by a resource, which the block names too": (
        change_set(
            root=Module((Block("t.cluster"), Block("k.app", "k8s", ("t.cluster.id",)), Block("k.job", "k8s"))),
            providers=FED,
        ),
        "",
        {("k.app", "t.cluster"): (CONFIGURED, Origin.PROVIDER), ("k.job", "t.cluster"): (Origin.PROVIDER,)},
    ),
    "replace_triggered_by, which only the printed graph knows": (
        change_set(change("t.b", Action.REPLACE), root=module(a=(), b=(), c=("t.b",))),
        'digraph G {\n  "t.b" -> "t.a";\n  "t.c" -> "t.b";\n}',
        {("t.b", "t.a"): (DOT,), ("t.c", "t.b"): (CONFIGURED, DOT)},
    ),
    "a value that was used and no edge accounts for": (
        change_set(
            change("t.a", Action.NO_OP),
            change("t.b", Action.NO_OP),
            change("t.c", Action.CREATE),
            root=module(a=(), b=("t.a",), c=("local.x",)),
            relevant=("t.b", "t.a[0]"),
        ),
        "",
        {("t.b", "t.a"): (CONFIGURED,), ("t.c", "t.b"): (RELEVANT,)},
    ),
    "a value that either of two may have used": (
        change_set(
            change("t.a", Action.NO_OP),
            change("t.b", Action.CREATE),
            change("t.c", Action.CREATE),
            root=module(a=(), b=("local.x",), c=("local.x",)),
            relevant=("t.a",),
        ),
        "",
        {},
    ),
    "a value that an output may have used": (
        change_set(
            change("t.a", Action.NO_OP),
            change("t.b", Action.CREATE),
            root=module({"out": ("local.y",)}, a=(), b=("local.x",)),
            relevant=("t.a",),
        ),
        "",
        {},
    ),
    "a value that an edge or an output accounts for": (
        change_set(
            change("t.a", Action.NO_OP),
            change("t.d", Action.NO_OP),
            change("t.b", Action.CREATE),
            change("t.c", Action.CREATE),
            root=module({"out": ("t.d.id",)}, a=(), b=("local.x",), c=("t.a.id",), d=()),
            relevant=("t.a", "t.d"),
        ),
        "",
        {("t.c", "t.a"): (CONFIGURED,)},
    ),
}


@pytest.mark.parametrize("case", PLANS)
def test_all_that_tells_of_edges(case: str) -> None:
    plan, printed, expected = PLANS[case]
    assert {
        (edge.dependant, edge.dependency): edge.origins for edge in graph.build(Index(plan), printed).edges
    } == expected


@pytest.mark.parametrize(
    ("case", "unresolved", "recalled"),
    [
        ("a local of what stays: the state knows where it led", ("t.c -> local.x",), 1),
        ("a value that was used and no edge accounts for", ("t.c -> local.x",), 0),
        ("replace_triggered_by, which only the printed graph knows", (), 0),
    ],
)
def test_a_dead_end_is_told_until_it_is_certain_where_it_leads(
    case: str, unresolved: tuple[str, ...], recalled: int
) -> None:
    plan, printed, _ = PLANS[case]
    built = graph.build(Index(plan), printed)
    assert (built.unresolved, built.recalled) == (unresolved, recalled)


def test_blocks_that_name_each_other_in_the_state_stay_connected() -> None:
    remembered = {"t.a": ("t.b", "t.c"), "t.b": ("t.a", "t.c"), "t.c": ("t.a", "t.b")}
    found = edges(Module(), state_dependencies=remembered)
    assert all(any(dependant == block for dependant, _ in found) for block in remembered)


def test_a_printed_graph_repairs_what_locals_hide() -> None:
    changes = change_set(root=module(a=(), b=("local.x",), c=("t.b",)))
    printed = 'digraph G {\n  "t.a";\n  "t.b" -> "t.a";\n  "t.c" -> "t.b";\n  "t.b" -> "t.stranger";\n}'
    built = graph.build(Index(changes), printed)
    assert built.edges == (Edge("t.b", "t.a", Origin.DOT), Edge("t.c", "t.b", Origin.CONFIGURATION, (Origin.DOT,)))
    assert built.unresolved == ()


def test_nodes_are_blocks_with_the_actions_of_their_instances() -> None:
    built = graph.build(
        Index(
            change_set(
                change('module.m["x.y"].t.a[0]', Action.UPDATE),
                change('module.m["z"].t.a[0]', Action.NO_OP),
                change('module.m["z"].t.a[0]', Action.DELETE, deposed="00c0ffee"),
                change("data.t.b", Action.READ),
                root=Module((Block("data.t.c"),), {"n": ModuleCall(module(d=()))}),
            )
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
    built = graph.build(Index(change_set(opened, root=root)))
    assert [(node.address, node.instances) for node in built.nodes] == [
        ("ephemeral.t.key", ("ephemeral.t.key",)),
        ("t.user", ()),
    ]
    assert built.edges == (Edge("t.user", "ephemeral.t.key"),)


def test_what_is_read_does_not_stay_as_it_is_and_leads_on() -> None:
    root = Module((Block("t.a"), Block("data.t.d", "", ("t.a",)), Block("t.b", "", ("data.t.d.id",))))
    built = graph.build(
        Index(
            change_set(
                change("t.a", Action.UPDATE), change("t.b", Action.NO_OP), root=root, standing=frozenset({"data.t.d"})
            )
        )
    )
    assert (built.downstream, built.reach) == (1, {"t.a": 2})


CHAIN = change_set(
    change("t.vpc", Action.UPDATE),
    change("t.subnet", Action.NO_OP),
    change("t.app", Action.REPLACE),
    change("t.dns", Action.NO_OP),
    change("t.other", Action.NO_OP),
    root=module(vpc=(), subnet=("t.vpc",), app=("t.subnet",), dns=("t.app", "t.subnet"), other=()),
)


def test_reach_counts_all_that_depend_at_any_distance() -> None:
    built = graph.build(Index(CHAIN))
    assert (built.changed, built.downstream, built.reach) == (2, 2, {"t.vpc": 3, "t.app": 1})


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ({"vpc": "no-op", "app": "update", "dns": "no-op"}, (0, 0, 0)),
        ({"vpc": "replace", "app": "no-op", "dns": "no-op"}, (1, 2, 2)),
        ({"vpc": "delete", "app": "replace", "dns": "no-op"}, (2, 1, 1)),
        ({"vpc": "unknown", "app": "update", "dns": "read"}, (1, 0, 0)),
        ({"vpc[0]": "delete", "vpc[1]": "no-op", "app[0]": "no-op", "app[1]": "create", "app[2]": "no-op", "dns": "delete"}, (2, 0, 2)),
    ],
)  # fmt: skip
def test_what_depends_on_what_is_destroyed(actions: dict[str, str], expected: tuple[int, int, int]) -> None:
    built = graph.build(
        Index(
            change_set(
                *(change(f"t.{name}", Action(action)) for name, action in actions.items()),
                root=module(vpc=(), app=("t.vpc.id",), dns=("t.app",)),
            )
        )
    )
    assert (built.destroyed.destroyed, built.destroyed.blocks, built.destroyed.instances) == expected


GHOST = module(vpc=(), ghost=("t.vpc.id",), app=("t.ghost", "t.vpc"), dns=("t.ghost",), read=("t.dns",))
STANDING = (change("t.vpc", Action.REPLACE), change("t.app", Action.NO_OP), change("t.dns", Action.NO_OP))


@pytest.mark.parametrize(
    ("plan", "empty", "downstream", "reach", "destroyed"),
    [
        (change_set(change("t.vpc"), root=GHOST), {"t.ghost", "t.app", "t.dns", "t.read"}, 0, 0, (0, 0, 0)),
        (change_set(*STANDING, root=GHOST), {"t.ghost", "t.read"}, 1, 1, (1, 1, 1)),
        (change_set(*STANDING, root=GHOST, standing=frozenset({"t.read"})), {"t.ghost"}, 1, 1, (1, 1, 1)),
        (change_set(*STANDING, root=GHOST, standing=frozenset({"t.ghost", "t.read"})), set(), 4, 4, (1, 4, 2)),
        (change_set(*STANDING, root=GHOST, drift=(change("t.ghost", Action.UPDATE),)), {"t.read"}, 3, 3, (1, 3, 2)),
        (change_set(*STANDING, root=GHOST, deferred=(("unknown", change("t.ghost")),)), {"t.read"}, 3, 3, (1, 3, 2)),
        (change_set(*STANDING, change("t.read", Action.READ), root=GHOST), {"t.ghost"}, 1, 1, (1, 1, 1)),
        (change_set(*STANDING, root=GHOST, errored=True), set(), 4, 4, (1, 4, 2)),
    ],
)
def test_blocks_without_an_instance_are_not_counted_and_lead_nowhere(
    plan: ChangeSet, empty: AbstractSet[str], downstream: int, reach: int, destroyed: tuple[int, int, int]
) -> None:
    built = graph.build(Index(plan))
    assert built.empty == empty
    assert (built.downstream, built.reach["t.vpc"]) == (downstream, reach)
    assert (built.destroyed.destroyed, built.destroyed.blocks, built.destroyed.instances) == destroyed
    assert (len(built.nodes), len(built.edges)) == (5, 5)
    assert not built.dependants.keys() & empty
    assert not choose(built).nodes & empty
    assert not {found.block for found in neighbourhoods(Index(plan), built)} & empty


def test_more_edges_than_are_listed_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_list, "EDGES", 3)
    built = graph.build(
        Index(change_set(root=module(a=("module.m",), b=("t.a",), m=ModuleCall(module(x=(), y=(), z=(), w=())))))
    )
    assert [(edge.dependant, edge.dependency) for edge in built.edges] == [("t.b", "t.a")]
    assert built.left_out == 4


def test_a_long_chain_of_outputs_neither_overflows_nor_fills_the_memory() -> None:
    size = 3_000
    calls = {
        f"m{n}": ModuleCall(module({"out": ("var.in", "t.x")}, x=()), {"in": (f"module.m{n - 1}.out",) if n else ()})
        for n in range(size)
    }
    built = graph.build(Index(change_set(root=Module((Block("t.end", "", (f"module.m{size - 1}.out",)),), calls))))
    assert len(built.edges) == size


numbers = st.integers(0, 12)
SMALL = st.lists(st.tuples(numbers, numbers), max_size=40)


@given(SMALL, st.sets(numbers), st.sampled_from([3, 8192]))
def test_reach_agrees_with_a_plain_walk(pairs: list[tuple[int, int]], changed: set[int], chunk: int) -> None:
    blocks = tuple(Block(f"t.n{n}", "", tuple(f"t.n{b}" for a, b in pairs if a == n)) for n in range(13))
    plan = ChangeSet(
        "1.2",
        tuple(change(f"t.n{n}", Action.UPDATE) for n in sorted(changed)),
        root=Module(blocks),
        standing=frozenset(block.address for block in blocks),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reach, "PART", chunk)
        built = graph.build(Index(plan))
    walked: nx.DiGraph[int] = nx.DiGraph((b, a) for a, b in pairs)
    walked.add_nodes_from(range(13))
    everything = {n: nx.descendants(walked, n) for n in range(13)}
    reached = {n: everything[n] for n in changed}
    assert built.reach == {f"t.n{n}": len(found) for n, found in reached.items()}
    assert built.dependants == {f"t.n{n}": len(found) for n, found in sorted(everything.items()) if found}
    assert built.downstream == len(set().union(*reached.values()) - changed)
