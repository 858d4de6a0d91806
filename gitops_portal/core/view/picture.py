"""The document of a run's graph in, the parts of a still picture of it out, in pixels: for an SVG without script.

What changes and what stands right beside it, as the page begins; signs and colours are the page's too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gitops_portal.core.drawing import layout
from gitops_portal.core.model import Action, Edge, Graph, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gitops_portal.core.model import Box
    from gitops_portal.core.view.graph import Document, EdgeRow, NodeRow

NODES: Final = 250
"""More than this nobody reads in a still picture."""

_ACROSS: Final = 104
_DOWN: Final = 66
"""Pixels of one unit of the layout: a node with its name and type below it."""
_MIDDLE: Final = 24
"""From the upper edge of a unit to the middle of its node."""
_RADIUS: Final = 12
_MARGIN: Final = 12
_NAME: Final = 20
"""Letters of a name or a type."""
_LETTER: Final = 6.2


@dataclass(frozen=True, slots=True)
class Dot:
    """A node: where it stands and what is told beside it."""

    x: float
    y: float
    address: str
    name: str
    type: str
    action: str
    changes: bool
    count: int
    """Instances, where there are several."""
    finding: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A module."""

    x: float
    y: float
    width: float
    height: float
    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    """Paths of edges, from what is needed to what needs it."""
    frames: tuple[Frame, ...]
    """The outermost first, so that the inner ones are drawn upon them."""
    edges_left_out: int
    """Edges of drawn nodes to what much depends on."""


def draw(view: Document) -> Picture | None:
    """None when there is nothing to draw."""
    nodes, edges = view.nodes, view.edges
    shown = {nodes[index].address: nodes[index] for index in _shown(nodes, edges)}
    if not shown:
        return None
    known = [(nodes[edge[0]].address, nodes[edge[1]].address) for edge in edges]
    inside = [Edge(*pair) for pair in known if shown.keys() >= {*pair}]
    arranged = layout.place(Graph(tuple(map(_node, shown.values())), tuple(inside)))
    dots = {
        address: _dot(shown[address], place.x * _ACROSS + _MARGIN, (place.y - 0.5) * _DOWN + _MIDDLE + _MARGIN)
        for address, place in arranged.places.items()
    }
    frames = sorted(map(_frame, arranged.boxes), key=lambda frame: -frame.width * frame.height)
    lines = [
        _line(dots[edge.dependency], dots[edge.dependant]) for edge in inside if edge.dependency not in arranged.hubs
    ]
    hidden = [edge for edge in view.hub_edges if shown.keys() >= {nodes[edge[0]].address, nodes[edge[1]].address}]
    return Picture(
        width=round(max([dot.x + _ACROSS / 2 for dot in dots.values()] + [f.x + f.width for f in frames]) + _MARGIN),
        height=round(
            max([dot.y + _DOWN - _MIDDLE for dot in dots.values()] + [f.y + f.height for f in frames]) + _MARGIN
        ),
        dots=tuple(dots.values()),
        lines=tuple(lines),
        frames=tuple(frames),
        edges_left_out=len(hidden) + len(inside) - len(lines),
    )


def _shown(nodes: Sequence[NodeRow], edges: Iterable[EdgeRow]) -> list[int]:
    """What changes, then what stands beside it; everything where nothing changes; never more than NODES."""
    changed = [index for index, node in enumerate(nodes) if Action(node.action).changes]
    if not changed:
        return list(range(len(nodes)))[:NODES]
    inside = set(changed)
    beside = {end for edge in edges if inside.intersection(edge[:2]) for end in edge[:2]} - inside
    return [*changed, *sorted(beside)][:NODES]


def _node(node: NodeRow) -> Node:
    return Node(node.address, node.type, node.name, node.module, actions={Action(node.action): node.count})


def _dot(node: NodeRow, x: float, y: float) -> Dot:
    action = Action(node.action)
    return Dot(
        x=round(x, 1),
        y=round(y, 1),
        address=node.address,
        name=_cut(node.name, _NAME),
        type=_cut(node.type, _NAME),
        action=str(action),
        changes=action.changes,
        count=node.count if node.count > 1 else 0,
        finding=node.finding,
    )


def _frame(box: Box) -> Frame:
    width = round((box.x1 - box.x0) * _ACROSS, 1)
    return Frame(
        x=round(box.x0 * _ACROSS + _MARGIN, 1),
        y=round(box.y0 * _DOWN + _MARGIN, 1),
        width=width,
        height=round((box.y1 - box.y0) * _DOWN, 1),
        name=_cut(box.module, int(width / _LETTER)),
    )


def _line(start: Dot, end: Dot) -> str:
    """A smooth path that leaves and arrives level."""
    x0, x1 = start.x + _RADIUS, end.x - _RADIUS
    middle = (x0 + x1) / 2
    return f"M{x0:.1f},{start.y}C{middle:.1f},{start.y} {middle:.1f},{end.y} {x1:.1f},{end.y}"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: max(length, 2) - 1]}…"
