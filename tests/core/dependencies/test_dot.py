"""Both shapes of `terraform graph`, in the words that Terraform 1.11 prints."""

from __future__ import annotations

import pytest

from gitops_portal.core.dependencies import dot, graph
from gitops_portal.core.dependencies.references import Kind, Point
from gitops_portal.core.errors import HostileDocument, Invalid
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action
from tests.builders import change, change_set

PLAIN = r"""digraph G {
  rankdir = "RL";
  node [shape = rect, fontname = "sans-serif"];
  "data.t.d" [label="data.t.d"];
  "t.b" [label="t.b"];
  subgraph "cluster_module.m" {
    label = "module.m"
    "module.m.t.x" [label="t.x"];
  }
  "t.b" -> "module.m.t.x";
  "module.m.t.x" -> "data.t.d";
}
"""

FULL = r"""digraph {
	compound = "true"
	subgraph "root" {
		"[root] module.m.t.x (expand)" [label = "module.m.t.x", shape = "box"]
		"[root] provider[\"terraform.io/builtin/terraform\"]" [label = "provider", shape = "diamond"]
		"[root] t.b" [label = "t.b", shape = "box"]
		"[root] t.b (expand)" [label = "t.b", shape = "box"]
		"[root] t.old (destroy)" [label = "t.old", shape = "box"]
		"[root] module.m (close)" -> "[root] module.m.output.out (expand)"
		"[root] module.m.output.out (expand)" -> "[root] module.m[\"p.q\"].t.x"
		"[root] module.m.t.x (expand)" -> "[root] module.m.var.name (expand)"
		"[root] module.m.var.name (expand)" -> "[root] local.l (expand)"
		"[root] local.l (expand)" -> "[root] data.t.d (expand)"
		"[root] data.t.d (expand)" -> "[root] provider[\"terraform.io/builtin/terraform\"]"
		"[root] t.b (expand)" -> "[root] module.m.output.out (expand)"
		"[root] t.b" -> "[root] t.b (expand)"
		"[root] t.older (destroy)" -> "[root] t.old (destroy)"
		"[root] provider[\"terraform.io/builtin/terraform\"] (close)" -> "[root] t.b"
		"[root] root" -> "[root] provider[\"terraform.io/builtin/terraform\"] (close)"
	}
}
"""


@pytest.mark.parametrize("printed", [PLAIN, FULL])
def test_edges_between_resources_in_both_shapes(printed: str) -> None:
    plan = change_set(
        change('module.m["p.q"].t.x'), change("t.b"), change("data.t.d", Action.READ), change("t.old", Action.DELETE)
    )
    found = {(edge.dependant, edge.dependency) for edge in graph.build(Index(plan), printed).edges}
    assert found == {("t.b", "module.m.t.x"), ("module.m.t.x", "data.t.d")}


def test_escaped_quotes_belong_to_the_name() -> None:
    found = dot.read('digraph {\n "[root] t.a[\\"x\\\\\\"y\\"]" -> "t.b"\n}')
    assert found == {Point(Kind.BLOCK, "t.a"): [Point(Kind.BLOCK, "t.b")]}


@pytest.mark.parametrize("text", ["", "{}", "graph { a -- b }", '{"format_version": "1.2"}', "digraphs"])
def test_what_is_no_printed_graph_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="terraform graph"):
        dot.read(text)


@pytest.mark.parametrize(
    "text", ['digraph {"a" -> "b', 'digraph {\n"a" ->\n"b"', "digraph {\n" + '"\\' * 5000, "digraph {" + "[" * 9999]
)
def test_damaged_text_is_read_as_far_as_it_goes(text: str) -> None:
    dot.read(text)


def test_a_graph_of_too_many_arrows_is_refused_with_their_number() -> None:
    arrow = '"a" -> "b"\n'
    dot.read("digraph {\n" + arrow * dot.MAX_ARROWS)
    with pytest.raises(HostileDocument, match="160,000 arrows; we read up to 100,000"):
        dot.read("digraph {\n" + arrow * 160_000)
