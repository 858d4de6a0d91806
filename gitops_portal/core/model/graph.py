"""Which block depends on which, and where each is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from gitops_portal.core.model.changes import GRAVEST_ACTIONS, Action, Mode


class Origin(StrEnum):
    """Where an edge was learnt; the firmest first."""

    CONFIGURATION = "configuration"
    PROVIDER = "provider"
    DOT = "terraform graph"
    STATE = "state"
    RELEVANT = "relevant attributes"


class Node(Struct, frozen=True, gc=False):
    """One resource block with all its instances."""

    address: str
    type: str
    name: str
    module: str = ""
    """The module's address without instance keys; empty in the root."""
    mode: Mode = Mode.MANAGED
    instances: tuple[str, ...] = ()
    actions: Mapping[Action, int] = {}
    destroyed: bool = False
    """Whether an instance may be gone afterwards."""

    @property
    def action(self) -> Action:
        """The gravest action among the instances; NO_OP when there are none."""
        return min(self.actions, key=GRAVEST_ACTIONS.index, default=Action.NO_OP)


class Edge(Struct, frozen=True, gc=False):
    """`dependant` needs `dependency`; both are block addresses."""

    dependant: str
    dependency: str
    origin: Origin = Origin.CONFIGURATION
    """The firmest source that tells of it."""
    also: tuple[Origin, ...] = ()
    """The others that do."""

    @property
    def origins(self) -> tuple[Origin, ...]:
        return (self.origin, *self.also)


class Downstream(Struct, frozen=True, gc=False):
    """What stays as it is, and depends at any distance on what is destroyed or replaced."""

    destroyed: int = 0
    """Blocks of which an instance is destroyed or replaced."""
    blocks: int = 0
    """Blocks without any change that depend on them."""
    instances: int = 0
    """Instances without a change in all blocks that depend on them: some may depend on another instance only."""


class Graph(Struct, frozen=True):
    """Blocks and dependencies, in order of address. `reach` counts, per changed block, the blocks that depend on it."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    empty: frozenset[str] = frozenset()
    """Blocks without an instance, in the plan or the state: their count is 0, or they are not made yet."""
    unresolved: tuple[str, ...] = ()
    """References that lead nowhere we can see (locals): `block -> local.x`. A printed graph of the block settles it."""
    recalled: int = 0
    """Of these, how many stand in blocks of which the state tells what they depended on at their last apply."""
    changed: int = 0
    downstream: int = 0
    """Blast radius of the run: managed blocks that stay as they are and depend, at any distance, on one that changes.

    Empty blocks are none of them, here and below, and nothing reaches through them.
    """
    reach: Mapping[str, int] = field(default_factory=dict)
    dependants: Mapping[str, int] = field(default_factory=dict)
    """Per block on which any depends: how many do, at any distance, whether or not it changes."""
    left_out: int = 0
    """How many more edges there are than are listed; where there are any, every reach is a lower bound."""
    destroyed: Downstream = field(default_factory=Downstream)


class Chosen(Struct, frozen=True):
    """What of a graph there is room for. `left_out` names nodes that are not drawn, `hubs` those whose edges wait."""

    nodes: frozenset[str] = frozenset()
    hubs: tuple[str, ...] = ()
    implied: tuple[tuple[str, str], ...] = ()
    """(dependant, dependency) of drawn nodes whose edge waits, since a path of other edges says the same."""
    left_out: tuple[str, ...] = ()
