"""A plan and edges between its blocks in, edges between their instances out: as narrow as the plan is certain of.

A reference with a literal key leads to that instance; any other to all of them, never from one instance of a module
into another of the same. A plan names `each.key`, `each.value` and `count.index` beside a block, and not what is made
of them: `a[each.key]`, `a[count.index + 1]` and `[for one in a : one.id if each.key != ""]` read the same.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct, field

from gitops_portal.core import address as addresses
from gitops_portal.core.model import Action, Change, Graph, Module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.address import Address
    from gitops_portal.core.index import Index

PAIRS: Final = 400
"""Edges between two blocks that stand for more than so many between instances stay edges between blocks."""

LISTED: Final = 200
"""Instances of a block that are listed; the rest is counted."""

TIED: Final = 50
"""Pairs on either side of a block that are listed; the rest is counted."""

_NOTHING: Final = Module()


class Instance(NamedTuple):
    address: str
    action: Action
    keys: tuple[addresses.Key, ...]
    """One per module around it, then its own."""


class Expansion(Struct, frozen=True):
    """(dependant, dependency) of instances. `total` counts them also where they are too many to be listed."""

    pairs: tuple[tuple[str, str], ...]
    total: int


class Neighbourhood(Struct):
    """A block from inside: its instances, and which instance of a neighbour each is tied to."""

    block: str
    instances: list[tuple[str, Action]] = field(default_factory=list)
    instances_left_out: int = 0
    needs: list[tuple[str, str]] = field(default_factory=list)
    """(own, other)"""
    needed_by: list[tuple[str, str]] = field(default_factory=list)
    """(own, other)"""
    pairs_left_out: int = 0


def neighbourhoods(index: Index, graph: Graph) -> Iterator[Neighbourhood]:
    """Of every block that has more than one instance, or a neighbour that has."""
    known = Instances(index)
    found: dict[str, Neighbourhood] = {}
    for node in graph.nodes:
        if len(node.instances) > 1:
            found[node.address] = known.around(node.address)
    several = set(found)
    for edge in graph.edges:
        if edge.dependant not in several and edge.dependency not in several:
            continue
        if not graph.empty.isdisjoint((edge.dependant, edge.dependency)):
            continue
        expansion = known.expand(edge.dependant, edge.dependency)
        for own in (edge.dependant, edge.dependency):
            if own not in found:
                found[own] = known.around(own)
        dependant, dependency = found[edge.dependant], found[edge.dependency]
        _add(dependant, dependant.needs, expansion.pairs, expansion.total)
        _add(dependency, dependency.needed_by, [(b, a) for a, b in expansion.pairs], expansion.total)
    yield from found.values()


def _add(place: Neighbourhood, listed: list[tuple[str, str]], pairs: Iterable[tuple[str, str]], total: int) -> None:
    before = len(listed)
    listed.extend(pairs)
    del listed[TIED:]
    place.pairs_left_out += total - (len(listed) - before)


class Instances:
    """The instances of a plan, found by block."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._changes: dict[str, dict[str, Change]] = defaultdict(dict)
        for change in index.changes.changes:
            self._changes[change.block].setdefault(change.address, change)
        self._keys: dict[str, tuple[addresses.Key, ...]] = {}
        self._of: dict[str, list[Instance]] = {}

    def of(self, block: str) -> list[Instance]:
        if block not in self._of:
            self._of[block] = [
                Instance(address, change.action, (*self._module_keys(change.module), change.index))
                for address, change in self._changes.get(block, {}).items()
            ]
        return self._of[block]

    def around(self, block: str) -> Neighbourhood:
        """What is destroyed is listed first, then what changes: of very many instances those are the ones to name."""
        found = self._changes.get(block, {})
        pairs = [(address, change.action) for address, change in found.items()]
        listed = sorted(pairs, key=lambda pair: (not pair[1].destroys, not pair[1].changes))[:LISTED]
        return Neighbourhood(block, listed, len(found) - len(listed))

    def expand(self, dependant: str, dependency: str, bound: int = PAIRS) -> Expansion:
        """One edge between blocks, which may be one that the configuration does not name."""
        left, right = addresses.parse(dependant), addresses.parse(dependency)
        shared = 0
        while shared < min(len(left.modules), len(right.modules)) and left.modules[shared] == right.modules[shared]:
            shared += 1
        literal = self._literal(left, right, shared)
        groups: dict[tuple[addresses.Key, ...], dict[addresses.Key, list[str]]] = defaultdict(lambda: defaultdict(list))
        for instance in self.of(dependency):
            groups[instance.keys[:shared]][_at(instance, shared)].append(instance.address)
        pairs: list[tuple[str, str]] = []
        total = 0
        for instance in self.of(dependant):
            group = groups.get(instance.keys[:shared], {})
            for key in group if literal is None else [key for key in group if key in literal]:
                total += len(group[key])
                if total <= bound:
                    pairs.extend((instance.address, other) for other in group[key])
        return Expansion(tuple(pairs) if total <= bound else (), total)

    def _literal(self, left: Address, right: Address, shared: int) -> frozenset[addresses.Key] | None:
        """By which keys the block, or the call around it, refers to the dependency, or the call around that."""
        if len(left.modules) > shared:
            place = self._index.modules.get(left.around[shared])
            call = place.call if place else None
            references = [*call.references, *(r for found in call.arguments.values() for r in found)] if call else []
        else:
            block = self._index.written(left.module, left.own)
            references = list(block.references) if block else []
        head = addresses.call("", right.names[shared]) if len(right.modules) > shared else right.own
        return _literal(references, head)

    def _module_keys(self, module: str) -> tuple[addresses.Key, ...]:
        if module not in self._keys:
            self._keys[module] = tuple(step.key for step in addresses.parse(module).modules)
        return self._keys[module]


def _literal(references: Iterable[str], head: str) -> frozenset[addresses.Key] | None:
    """By which keys a block or module is referred to; None where it is also meant as a whole, or we don't see how."""
    rests = [
        reference[len(head) :]
        for reference in references
        if reference == head or reference.startswith((f"{head}.", f"{head}["))
    ]
    keys = [key for rest in rests if (key := addresses.key_at_start(rest)) is not None]
    return frozenset(keys) if keys and len(keys) == len(rests) else None


def _at(instance: Instance, step: int) -> addresses.Key:
    """An address that is none may have fewer steps than its block."""
    return instance.keys[step] if step < len(instance.keys) else None
