"""A run and the address of one of its resource blocks in, what its panel tells and what is drawn around it out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.model import Action, Weight
from gitops_portal.core.view import folding
from gitops_portal.core.view.beyond import surroundings
from gitops_portal.core.view.differences import lines
from gitops_portal.core.view.instances import told
from gitops_portal.records import queries
from gitops_portal.records.queries import rulebook
from gitops_portal.web import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gitops_portal.core.view.graph import Document
    from gitops_portal.core.view.node import NodeRow
    from gitops_portal.records.queries import Person, Run

SHOWN: Final = 20
"""Instances and findings of one block that the panel tells: the rest is a link."""

ROWS: Final = 200
"""Attributes of one instance."""

PICTURED: Final = 40
"""Instances of one block that stand in the picture by name; the rest stands there by action."""

EVERY: Final = 600
"""Instances of all blocks that are shown at once; of the blocks beyond, told how many, they are opened one by one."""

_WEIGHTS: Final = (*map(str, Weight), "")

FOUND: Final = 8
"""Results of a search; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A block that another depends on or that depends on it directly, and where that was learnt."""

    address: str
    action: str
    count: int
    origins: tuple[str, ...]


def around(run: Run, drawn: Document, address: str) -> Document:
    """What the page draws: the run's graph, or what stands around a block that the bounded graph leaves out."""
    if not drawn.left_out or any(node.address == address for node in drawn.nodes):
        return drawn
    document = queries.inside(run, address)
    beside = document.get("beside", {})
    return surroundings(document["node"], beside["needs"], beside["needed_by"]) if "node" in document else drawn


def panel(run: Run, whole: Document, address: str, person: Person) -> dict[str, Any] | None:
    """All there is to say about one resource block of a run; None when the run has no such block."""
    if not address or "\0" in address:
        return None
    position = next((index for index, node in enumerate(whole.nodes) if node.address == address), None)
    document = queries.inside(run, address)
    drawn = whole.nodes[position] if position is not None else document.get("node")
    instances = queries.run_changes(run, 1, {"block": address}, SHOWN)
    if drawn is None and not instances.object_list:
        return None
    findings, findings_left_out = queries.block_findings(run, address, SHOWN)
    beside = document.get("beside", {})
    return {
        "address": address,
        "drawn": drawn,
        "action": drawn.action if drawn else instances.object_list[0].action,
        "instances": instances,
        "texts": texts.on_page(run, (row for change in instances for row in lines(change.diff)[:ROWS])),
        "edges_left_out": whole.edges_left_out,
        "unrolls": drawn is not None and folding.rolls(drawn),
        "stands_in": whole.containment.told(position) if whole.containment and position is not None else [],
        "stands_so": whole.containment.notes.get(address, "") if whole.containment else "",
        "findings": findings,
        "findings_left_out": findings_left_out,
        "rules": rulebook.named(found.guardrail for found in findings),
        "inside": document,
        "states": queries.states_read(run, address, person),
        "needs": _neighbours(whole, position, 0, beside.get("needs", [])),
        "needs_left_out": beside.get("more", {}).get("needs", 0),
        "needed_by": _neighbours(whole, position, 1, beside.get("needed_by", [])),
        "needed_by_left_out": beside.get("more", {}).get("needed_by", 0),
        "earlier": queries.earlier_changes(run, address, 3),
    }


def instances(run: Run, document: Document, blocks: Iterable[str]) -> dict[str, list[NodeRow]]:
    """What the picture tells of the instances of these blocks, as far as they have any to show."""
    asked = set(blocks)
    nodes = {node.address: node for node in document.nodes if node.address in asked and folding.rolls(node)}
    kept = queries.instances(run, list(nodes))
    worst = queries.worst(run, [address for rows in kept.values() for address, _ in rows])
    named = {block: _named(rows, worst) for block, rows in kept.items()}
    rest = queries.worst_of_blocks(run, list(nodes), [address for rows in named.values() for address, _, _ in rows])
    return {block: told(nodes[block], rows, rest.get(block, "")) for block, rows in named.items()}


def with_room(document: Document) -> tuple[list[str], int]:
    """The blocks whose instances can be shown at once, and how many there is no room for: the gravest come first."""
    moving = [node for node in document.nodes if folding.rolls(node)]
    moving.sort(key=lambda node: (not Action(node.action).destroys, folding.rank(node)))
    room = accumulate(min(node.count, PICTURED) for node in moving)
    chosen = [node.address for node, taken in zip(moving, room, strict=True) if taken <= EVERY]
    return chosen, len(moving) - len(chosen)


def _named(instances: Iterable[tuple[str, str]], worst: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What a guardrail objects to comes first, the gravest before the rest; then what is destroyed, what changes."""
    rows = [(address, action, worst.get(address, "")) for address, action in instances]
    rows.sort(key=lambda row: _WEIGHTS.index(row[2]))
    return rows[:PICTURED]


def _neighbours(view: Document, position: int | None, side: int, undrawn: Iterable[Sequence[Any]]) -> list[Neighbour]:
    """What a node needs (side 0: it is the dependant) or what needs it (side 1), what changes first."""
    found = [*_drawn(view, position, side), *(Neighbour(a, c, k, tuple(origins)) for a, c, k, origins in undrawn)]
    return sorted(found, key=lambda one: (not Action(one.action).changes, one.address))


def _drawn(view: Document, position: int | None, side: int) -> Iterator[Neighbour]:
    for edge in (*view.edges, *view.hub_edges):
        if edge[side] == position:
            node = view.nodes[edge[1 - side]]
            yield Neighbour(node.address, node.action, node.count, (edge[2], *(edge[3] if len(edge) > 3 else ())))  # noqa: PLR2004


def find(run: Run, text: str) -> tuple[list[NodeRow], int]:
    """Blocks whose address holds every word, what changes first, and how many more there are."""
    words = text.lower().replace("\0", "").split()
    if not words:
        return [], 0
    nodes = queries.view(run).nodes
    drawn = [node for node in nodes if all(word in node.address.lower() for word in words)]
    undrawn, total = queries.undrawn(run, words, FOUND)
    found = sorted(
        [*drawn, *undrawn], key=lambda node: (not Action(node.action).changes, len(node.address), node.address)
    )
    return found[:FOUND], max(0, len(drawn) + total - FOUND)
