"""An Evaluation in, what the bounded drawing leaves out of its graph out, block by block: nothing is out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.view import graph as drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.model import Evaluation

BESIDE: Final = 50
"""Neighbours on either side of a block that are listed; the rest is counted."""

SIDES: Final = ("needs", "needed_by")


def beside(evaluation: Evaluation) -> dict[str, dict[str, Any]]:
    """Per block, where there is anything:

    node     the block as `graph.view` has it, without a place, where it is not drawn
    beside   of an undrawn block all its direct neighbours, of a drawn one those that are not drawn: `needs` and
             `needed_by` of [address, action, instances, origins], each with how many are not listed in `more`
    """
    missing, empty = set(evaluation.layout.left_out), evaluation.graph.empty
    if not missing:
        return {}
    told = drawing.teller(evaluation)
    nodes = {node.address: node for node in evaluation.graph.nodes}
    found: dict[str, dict[str, Any]] = {
        address: {"node": told(node), "beside": _nobody()} for address, node in nodes.items() if address in missing
    }
    for edge in evaluation.graph.edges:
        if edge.dependant not in missing and edge.dependency not in missing:
            continue
        if not empty.isdisjoint((edge.dependant, edge.dependency)):
            continue
        origins = [str(origin) for origin in edge.origins]
        ends = (edge.dependant, edge.dependency)
        for side, own, other in zip(SIDES, ends, reversed(ends), strict=True):
            if own in missing or other in missing:
                node = nodes[other]
                place = found.setdefault(own, {"beside": _nobody()})["beside"]
                _add(place, side, [other, str(node.action), max(1, len(node.instances)), origins])
    return found


def _nobody() -> dict[str, Any]:
    return {side: [] for side in SIDES} | {"more": dict.fromkeys(SIDES, 0)}


def _add(place: dict[str, Any], side: str, row: list[Any]) -> None:
    if len(place[side]) < BESIDE:
        place[side].append(row)
    else:
        place["more"][side] += 1


def surroundings(document: Mapping[str, Any]) -> dict[str, Any]:
    """A view, as `graph.view` has it, of one undrawn block and its direct neighbours: what it needs stands left.

    Modules have no frames here, so a name says its module.
    """
    own = document["node"]
    columns = [document["beside"]["needs"], [[own["a"], own["c"], own["k"], []]], document["beside"]["needed_by"]]
    tallest = max(map(len, columns))
    nodes: list[dict[str, Any]] = []
    edges: list[list[Any]] = []
    centre = len(columns[0])
    for x, column in enumerate(columns):
        for row, (address, action, count, origins) in enumerate(column):
            place = {"x": x, "y": row + (tallest - len(column)) / 2}
            ends = [centre, len(nodes)] if x == 0 else [len(nodes), centre]
            if address != own["a"]:
                edges.append([*ends, origins[0], origins[1:]] if origins[1:] else [*ends, *origins])
            nodes.append((own if address == own["a"] else _neighbour(address, action, count)) | _named(address) | place)
    return {"nodes": nodes, "edges": edges, "hub_edges": [], "hubs": {}, "boxes": [], "left_out": 0, "apart": own["a"]}


def _neighbour(address: str, action: str, count: int) -> dict[str, Any]:
    parts = address.split(".")
    return {
        "a": address,
        "t": parts[-2] if len(parts) > 1 else "",
        "c": action,
        "k": count,
        "acts": {action: count},
        "d": 0,
        "f": "",
        "cost": "",
    }


def _named(address: str) -> dict[str, str]:
    """The address is a block's and has no keys: `module.a.module.b.aws_x.this` is `b.this`."""
    parts = address.split(".")
    module = ""
    while len(parts) > 2 and parts[0] == "module":  # noqa: PLR2004  `module`, its name, and what stands in it
        module = parts[1]
        del parts[:2]
    return {"n": f"{module}.{parts[-1]}" if module else parts[-1], "m": ""}
