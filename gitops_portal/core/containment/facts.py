"""A plan and its graph in; all that it says about who stands in what out, block by block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from gitops_portal.core import address as addresses
from gitops_portal.core.containment.kinds import KIND_OF, KINDS, NETWORK, Kind
from gitops_portal.core.containment.stated import Stated, names, stated
from gitops_portal.core.model import Action, Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Change, Graph

Instances = Mapping[str, Sequence["Change"]]


class Facts(Struct, frozen=True):
    """Blocks by their addresses."""

    types: Mapping[str, str]
    edges: Sequence[tuple[str, str]] = ()
    """(dependant, dependency)."""
    said: Mapping[str, Stated] = field(default_factory=dict)
    """What the attributes of each say; nothing where only edges are known."""
    linked: Mapping[str, Mapping[Kind, frozenset[str]]] = field(default_factory=dict)
    """Where a value is not known: the blocks that its argument refers to, as far as the configuration tells."""
    lost: Mapping[str, frozenset[Kind]] = field(default_factory=dict)
    """And where it refers to something of which the plan does not tell what it is."""
    names: Mapping[Kind, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """Containers by the values that name them, in small letters."""
    same: Mapping[str, str] = field(default_factory=dict)
    """Container that is looked up -> the one in the plan that it is."""
    scopes: Mapping[str, str] = field(default_factory=dict)
    """What tells namesakes apart: those that one provider configuration names alike are one."""
    made: Mapping[Kind, str] = field(default_factory=dict)
    """The only container of a kind of which this plan, and nothing else, makes the id known."""


def of_plan(index: Index, graph: Graph, instances: Instances) -> Facts:
    types = {node.address: node.type for node in graph.nodes if node.address not in graph.empty}
    known = {block: found for block in types if (found := [one for one in instances.get(block, ()) if _known(one)])}
    said = {block: stated(changes) for block, changes in known.items()}
    links = {block: _linked(index, known[block], one) for block, one in said.items() if one.open}
    called = {kind: _names(kind, types, instances) for kind in KINDS}
    return Facts(
        types,
        [(edge.dependant, edge.dependency) for edge in graph.edges],
        said,
        {block: {kind: found for kind, found in linked.items() if found} for block, linked in links.items()},
        {block: frozenset(kind for kind, found in linked.items() if not found) for block, linked in links.items()},
        {kind: {name: found for name, found in by.items() if len(found) == 1} for kind, by in called.items()},
        {block: of for by in called.values() for block, of in _same(by, types, instances)},
        {block: _scope(index, changes[0]) for block, changes in instances.items()},
        _made(types, instances),
    )


def _names(kind: Kind, types: Mapping[str, str], instances: Instances) -> dict[str, frozenset[str]]:
    """The containers that a value names; one in the plan rather than one that is looked up."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for block, type_ in types.items():
        if type_ in kind.types:
            for name in names(kind, instances.get(block, ())):
                found[name.lower()].add(block)
    return {name: frozenset(_managed(blocks) or blocks) for name, blocks in found.items()}


def _managed(blocks: set[str]) -> set[str]:
    return {block for block in blocks if not addresses.parse(block).mode}


def _same(
    by_name: Mapping[str, frozenset[str]], types: Mapping[str, str], instances: Instances
) -> list[tuple[str, str]]:
    """Containers that are looked up by a name that one in the plan has."""
    looked_up = [block for block, type_ in types.items() if type_ in KIND_OF and addresses.parse(block).mode]
    found = []
    for block in looked_up:
        kind = KIND_OF[types[block]]
        meant = {one for name in names(kind, instances.get(block, ())) for one in by_name.get(name.lower(), ())}
        if len(meant) == 1 and block not in meant and types[next(iter(meant))] in kind.types:
            found.append((block, next(iter(meant))))
    return found


def _linked(index: Index, changes: Sequence[Change], said: Stated) -> dict[Kind, frozenset[str]]:
    """What the arguments refer to that may set a value which is not known yet: no block, where that can't be told."""
    found: defaultdict[Kind, set[str]] = defaultdict(set)
    for change in {change.module: change for change in changes}.values():
        links = block.links if (block := index.block(change)) else {}
        for kind in said.open:
            for argument in {name.partition("/")[0] for name in kind.asked} & links.keys():
                found[kind].update(_traced(index, change.module, links[argument]))
    return {kind: frozenset(blocks) for kind, blocks in found.items()}


def _traced(index: Index, module: str, references: Iterable[str]) -> Iterator[str]:
    """The blocks that each reference leads to, as far as it leads anywhere."""
    for meant in (one for reference in references for one in index.traced(module, (reference,))):
        yield addresses.inside(addresses.block_of_module[meant.module], f"{meant.kind}.{meant.name}")


def _known(change: Change) -> bool:
    """Whether anything is known of it but what it depends on."""
    return bool(change.before or change.after)


def _scope(index: Index, change: Change) -> str:
    block = index.block(change)
    return block.provider_key if block else change.provider.rpartition("/")[2]


def _made(types: Mapping[str, str], instances: Instances) -> dict[Kind, str]:
    """A network's id that is not known yet is that of a network which the plan makes. Where it makes one alone, and
    nothing that is read at apply could tell of another, it is that one."""
    if any(change.mode is Mode.DATA and change.action is Action.READ and _tells(change) for change in _all(instances)):
        return {}
    found: defaultdict[Kind, list[str]] = defaultdict(list)
    for block, type_ in types.items():
        kind = KIND_OF.get(type_)
        if kind and kind.depth == NETWORK:
            new = [change for change in instances.get(block, ()) if change.action in {Action.CREATE, Action.REPLACE}]
            found[kind].extend([block] * len(new))
    return {kind: blocks[0] for kind, blocks in found.items() if len(blocks) == 1}


def _tells(change: Change) -> bool:
    return any(word in change.type for word in ("vpc", "network", "subnet", "remote_state", "external", "ssm"))


def _all(instances: Instances) -> list[Change]:
    return [change for changes in instances.values() for change in changes]
