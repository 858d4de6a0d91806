"""What is told of one block of a graph, wherever it is drawn or listed."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - structs are read by their annotations

from msgspec import Struct


class NodeRow(Struct, frozen=True):
    """What is told of one resource block; of a folded module or an instance the same."""

    address: str
    type: str
    name: str
    module: str
    action: str
    """The gravest of its instances' actions."""
    count: int
    """How many instances it has; 1 where it has none."""
    actions: Mapping[str, int]
    """How many of them by action."""
    dependants: int
    """How many blocks depend on it, at any distance."""
    finding: str
    """The gravest weight of its findings, as `core.model.Weight` says; empty where it has none."""
    cost: str
    """The monthly difference in US dollars; empty where there is none."""
