"""A plan and its graph in, what each resource refers to out: only where that is certain.

A block refers to what its configuration names, also along the variables and outputs of modules. Between blocks with
several instances it is the one with the same key, as everywhere (`core.index`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gitops_portal.core.model import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Change, Graph


class Neighbours:
    def __init__(self, index: Index, graph: Graph) -> None:
        self._index = index
        self._needs: dict[str, list[str]] = defaultdict(list)
        for edge in graph.edges:
            self._needs[edge.dependant].append(edge.dependency)
        self._lost = {told.partition(" -> ")[0] for told in graph.unresolved}
        self._complete = not graph.left_out
        self._instances: dict[str, list[Change]] = defaultdict(list)
        for change in index.changes.changes:
            if change.mode is Mode.MANAGED and not change.deposed:
                self._instances[change.block].append(change)

    def of(self, change: Change, kind: str) -> list[Any] | None:
        """The attributes afterwards of all of a type that it refers to; None where that is not certain."""
        if not self._complete or change.block in self._lost or self._index.block(change) is None:
            return None
        found: list[Any] = []
        for block in self._needs.get(change.block, ()):
            instances = [each for each in self._instances.get(block, ()) if each.type == kind]
            if not instances:
                continue
            meant = _meant(change, instances)
            if meant is None:
                return None
            if meant.after is not None:
                found.append(meant.after)
        return found


def _meant(change: Change, instances: Sequence[Change]) -> Change | None:
    """Which of the instances of a block, or None where it may be any."""
    if len(instances) == 1:
        return instances[0]
    beside = [each for each in instances if each.module == change.module]
    if len(beside) == 1:
        return beside[0]
    same = [each for each in beside if each.index == change.index]
    return same[0] if len(same) == 1 else None
