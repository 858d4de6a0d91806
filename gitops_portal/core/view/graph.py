"""An evaluation in, the graph document that the browser reads out: blocks, edges by position, and the first scene.

The one place that knows the document: what is kept of a run, what the API gives, and what `frontend/lib` reads.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping  # noqa: TC003 - structs are read by their annotations
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from gitops_portal.core.containment import boxes
from gitops_portal.core.containment.boxes import Containment  # noqa: TC001 - structs are read by their annotations
from gitops_portal.core.cost_lines import money
from gitops_portal.core.index import Index
from gitops_portal.core.model import GRAVEST_ACTIONS, Weight
from gitops_portal.core.view import older
from gitops_portal.core.view.folding import Choice
from gitops_portal.core.view.node import NodeRow
from gitops_portal.core.view.scene import Scene, scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gitops_portal.core.dependencies.instances import Neighbourhood
    from gitops_portal.core.model import Chosen, CostLine, Edge, Evaluation, Finding, Graph, Node

_WEIGHTS: Final = tuple(Weight)

_OF_TODAY: Final = re.compile(rf'"form": ?{older.FORM}\b')
"""Inside of a text its quotes would be escaped."""

EdgeRow = list[Any]
"""[dependant, dependency, origin] by position in the nodes; a fourth element lists further origins."""


class Gravity(Struct, frozen=True):
    """What is gravest first, so that whoever folds nodes says the same of them as the server."""

    actions: list[str] = msgspec.field(default_factory=lambda: list(map(str, GRAVEST_ACTIONS)))
    findings: list[str] = msgspec.field(default_factory=lambda: list(map(str, (*Weight, *older.FINDINGS))))


class Document(Struct, frozen=True):
    """The drawn graph, bounded; it tells what it left out."""

    nodes: list[NodeRow] = []
    edges: list[EdgeRow] = []
    hub_edges: list[EdgeRow] = []
    """Edges that are drawn when one of their ends is chosen: those to a hub, and those that a path stands for."""
    left_out: int = 0
    """Blocks that are not drawn."""
    edges_left_out: int = 0
    """Edges that the graph itself had no room for."""
    apart: str = ""
    """The one block that this is drawn around; empty where it is the run's own graph."""
    containment: Containment | None = None
    """Where the nodes stand; None where that was not kept: their edges tell it as far as they can."""
    gravity: Gravity = msgspec.field(default_factory=Gravity)
    form: int = older.FORM


class Whole(Document, frozen=True, kw_only=True):
    """The document with what is drawn before the reader chooses anything."""

    first: Scene


def view(evaluation: Evaluation) -> Whole:
    """The drawn graph of an evaluation."""
    drawn = drawable(evaluation.graph, evaluation.chosen, teller(evaluation))
    addresses = [node.address for node in drawn.nodes]
    stands = boxes.of_plan(Index(evaluation.changes), evaluation.graph, addresses)
    return whole(msgspec.structs.replace(drawn, containment=stands))


def drawable(graph: Graph, chosen: Chosen, told: Callable[[Node], NodeRow]) -> Document:
    """What is chosen of a graph, with what is told of each block."""
    drawn = [node for node in graph.nodes if node.address in chosen.nodes]
    edges, hub_edges = _edges(graph.edges, chosen, {node.address: place for place, node in enumerate(drawn)})
    return Document(
        nodes=[told(node) for node in drawn],
        edges=edges,
        hub_edges=hub_edges,
        left_out=len(chosen.left_out),
        edges_left_out=graph.left_out,
    )


def whole(document: Document) -> Whole:
    """The document with its first scene: of a run's own graph what changes, of a part all of it."""
    told = {name: getattr(document, name) for name in Document.__struct_fields__}
    return Whole(**told | {"form": older.FORM}, first=scene(document, Choice(everything=bool(document.apart)), {}))


def _edges(edges: Iterable[Edge], chosen: Chosen, index: Mapping[str, int]) -> tuple[list[EdgeRow], list[EdgeRow]]:
    """Those that are drawn at once, and those that wait."""
    hubs, implied = set(chosen.hubs), set(chosen.implied)
    at_once: list[EdgeRow] = []
    waiting: list[EdgeRow] = []
    for edge in edges:
        if edge.dependant not in index or edge.dependency not in index:
            continue
        waits = edge.dependency in hubs or (edge.dependant, edge.dependency) in implied
        (waiting if waits else at_once).append(_row(edge, index))
    return at_once, waiting


def sent(value: Document | Scene) -> dict[str, Any]:
    """As plain JSON values, without what only the server reads to arrange them."""
    plain: dict[str, Any] = msgspec.to_builtins(value)
    plain.pop("containment", None)
    return plain


def text(value: Whole | Scene) -> str:
    """JSON in ASCII: what nobody sees (bidirectional marks, control characters) stands there as it is escaped."""
    return json.dumps(sent(value))


def of_today(text: str) -> bool:
    """Whether a document that was kept is of today's form, so that nobody has to write it again."""
    return _OF_TODAY.search(text) is not None


def read(text: str) -> Document:
    """A document that was kept, in JSON, in whichever form an earlier version wrote it: a Whole where it is of today's.

    An empty one before a run is judged.
    """
    if of_today(text):
        return msgspec.json.decode(text, type=Whole)
    return msgspec.convert(older.renewed(json.loads(text)), Document)


def first(document: Document) -> Scene:
    """The first scene of a document that was kept; arranged now where an earlier version kept none."""
    return document.first if isinstance(document, Whole) else whole(document).first


def teller(evaluation: Evaluation) -> Callable[[Node], NodeRow]:
    """What is told of a block."""
    block_of = {change.address: change.block for change in evaluation.changes.changes}
    worst = _worst(evaluation.findings, block_of)
    delta = _deltas(evaluation.cost.lines, block_of)

    def told(node: Node) -> NodeRow:
        return NodeRow(
            address=node.address,
            type=node.type,
            name=node.name,
            module=node.module,
            action=str(node.action),
            count=max(1, len(node.instances)),
            actions={str(action): count for action, count in node.actions.items()},
            dependants=evaluation.graph.dependants.get(node.address, 0),
            finding=worst.get(node.address, ""),
            cost=money(delta[node.address]) or "" if delta.get(node.address) else "",
        )

    return told


class Beside(Struct, frozen=True):
    """Neighbours of a block that the drawing has no room for: [address, action, instances, origins] each, bounded."""

    needs: list[list[Any]]
    needed_by: list[list[Any]]
    more: dict[str, int]
    """How many are not listed, by side."""


class Inside(Struct, frozen=True, omit_defaults=True):
    """A block from inside and what stands beyond the drawing, for its panel; only what there is stands in it."""

    instances: list[tuple[str, str]] = []
    """[address, action], bounded."""
    more: int = 0
    """How many instances are not listed."""
    needs: list[tuple[int, str]] = []
    """[position of the own instance, instance of a neighbour that it depends on], bounded."""
    needed_by: list[tuple[int, str]] = []
    """[position of the own instance, instance of a neighbour that depends on it], bounded."""
    pairs_left_out: int = 0
    """How many more pairs there are on both sides; an edge that stands for very many lists none."""
    node: NodeRow | None = None
    """The block itself, where it is not drawn."""
    beside: Beside | None = None
    """Of an undrawn block all its direct neighbours, of a drawn one those that are not drawn."""


def inside(around: Neighbourhood, beyond: Inside | None = None) -> Inside:
    """A block from inside, and what is told of it `beyond` the drawing."""
    index = {address: position for position, (address, _) in enumerate(around.instances)}
    needs, needed_by = (
        [(index[own], other) for own, other in pairs if own in index] for pairs in (around.needs, around.needed_by)
    )
    unlisted = len(around.needs) + len(around.needed_by) - len(needs) - len(needed_by)
    return Inside(
        instances=[(address, str(action)) for address, action in around.instances],
        more=around.instances_left_out,
        needs=needs,
        needed_by=needed_by,
        pairs_left_out=around.pairs_left_out + unlisted,
        node=beyond.node if beyond else None,
        beside=beyond.beside if beyond else None,
    )


def _row(edge: Edge, index: Mapping[str, int]) -> EdgeRow:
    row: EdgeRow = [index[edge.dependant], index[edge.dependency], str(edge.origin)]
    return [*row, [str(origin) for origin in edge.also]] if edge.also else row


def _worst(findings: Iterable[Finding], block_of: Mapping[str, str]) -> dict[str, str]:
    """Per block the gravest weight of its findings."""
    worst: dict[str, Weight] = {}
    for found in findings:
        block = block_of.get(found.address, "")
        if block and found.weight:
            worst[block] = min(worst.get(block, found.weight), found.weight, key=_WEIGHTS.index)
    return {block: str(weight) for block, weight in worst.items()}


def _deltas(lines: Iterable[CostLine], block_of: Mapping[str, str]) -> dict[str, Decimal]:
    deltas: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.delta:
            deltas[block_of.get(line.address, "")] += line.delta
    return deltas
