"""The graph document in; what stands around each block out: modules, or containers, and what those are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gitops_portal.core import address as addresses
from gitops_portal.core.containment import boxes
from gitops_portal.core.view.folding import around

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.containment.boxes import Box, Containment
    from gitops_portal.core.view.graph import Document


class Areas(Struct, frozen=True):
    """Per block the areas around it from the outermost, and the containers among them."""

    around: list[tuple[str, ...]]
    boxes: Mapping[str, Box]

    @classmethod
    def of(cls, document: Document, stands: Containment | None) -> Areas:
        """Containers where they are given, else modules."""
        if stands is None:
            return cls([around(node) for node in document.nodes], {})
        return cls(stands.chains(), {box.area: box for box in stands.boxes})

    def name(self, area: str) -> str:
        """What an area is called that is folded."""
        if area in self.boxes:
            return self.boxes[area].title
        modules = addresses.parse(area).modules
        return modules[-1].name if modules else area

    def titles(self, area: str) -> dict[str, Any]:
        """What is written on the frame of a container, by the names of `Frame`; nothing for a module."""
        box = self.boxes.get(area)
        return {"title": box.title, "name": box.name} if box else {}


def contained(document: Document) -> Containment:
    """What the blocks of a document stand in; where that was not kept, as far as their edges tell."""
    if document.containment is not None:
        return document.containment
    names = [node.address for node in document.nodes]
    edges = ((names[edge[0]], names[edge[1]]) for edge in (*document.edges, *document.hub_edges))
    return boxes.of_references([(node.address, node.type) for node in document.nodes], edges)
