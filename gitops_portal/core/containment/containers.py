"""Blocks, their dependencies and what they state in; the chain of containers around each block out.

A block stands in the container that its attributes name, else in one that it depends on directly, as the configuration
says. Where it could be two of a kind it stands in what holds both, and says so. What only uses a container stands in
none. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.containment.attached import ATTACHED
from gitops_portal.core.containment.kinds import CLUSTER, DEEPEST, GROUP, KIND_OF, KINDS, NETWORK, SUBNET, Kind, held
from gitops_portal.core.containment.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.containment.facts import Facts

Chain = tuple[str, ...]

_IN_KUBERNETES: Final = ("kubernetes_", "helm_")
"""Their provider's configuration names the cluster: they depend on it, and no attribute of theirs says so."""
_AZURE_GROUP: Final = re.compile(r"/resourceGroups/([^/]+)", re.IGNORECASE)
_AZURE_NETWORK: Final = re.compile(r"/virtualNetworks/([^/]+)/subnets/", re.IGNORECASE)
_ADDRESS: Final = ("/", "https://", "projects/", "global/", "regions/")
_LISTED: Final = 3
"""Containers that a note names; the rest is counted."""


class Named(NamedTuple):
    """A container that the plan does not hold, by the value that names it. `scope` tells namesakes apart."""

    kind: Kind
    value: str
    scope: str = ""

    @property
    def key(self) -> str:
        return " ".join(filter(None, (self.kind.word, self.value, self.scope and f"({self.scope})")))


class Found(NamedTuple):
    """What stands around each block, from the outermost: addresses of containers in the plan, keys of others."""

    chains: dict[str, Chain]
    beyond: dict[str, Named]
    """Containers that the plan does not hold, by key."""
    notes: dict[str, str]
    """By block: why it stands no further inside."""


def find(facts: Facts) -> Found:
    """Where each block stands, as far as that is certain."""
    search = _Search(facts)
    for block, stated in facts.said.items():
        search.hear(block, stated)
    for dependant, dependency in facts.edges:
        search.tie(dependant, dependency)
    search.deduce()
    search.inherit()
    return search.found()


class _Search:
    """Per block, and per container that the plan does not hold, what it may stand in by depth."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.needs: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.attached: defaultdict[str, set[str]] = defaultdict(set)
        self.beyond: dict[str, Named] = {}
        self.notes: dict[str, str] = {}

    def hear(self, block: str, stated: Stated) -> None:
        """What the attributes name; where their values are not known, what they refer to."""
        for kind, values in stated.named.items():
            for value in values:
                self._add(block, kind, self._meant(kind, value, self.facts.scopes.get(block, "")))
        for kind, linked in self.facts.linked.get(block, {}).items():
            for other in linked & self.facts.types.keys():
                if self.facts.types[other] in kind.types:
                    self._add(block, kind, other)
                else:  # whose network, or whose subnets, it says
                    self.attached[block].add(other)

    def tie(self, dependant: str, dependency: str) -> None:
        """What depends on another as one of its parts stands where that does. What depends on a container may only use
        it, unless an attribute that names one is not known."""
        types, said = self.facts.types, self.facts.said.get(dependant)
        of, on = types.get(dependant, ""), types.get(dependency, "")
        if on in ATTACHED.get(of, ()):
            self.attached[dependant].add(dependency)
        kind = KIND_OF.get(on)
        if kind is None or not held(of, kind) or (said and self.facts.linked.get(dependant, {}).get(kind)):
            return
        if said is None or kind in said.open or (kind.depth == CLUSTER and of.startswith(_IN_KUBERNETES)):
            self._add(dependant, kind, dependency)

    def deduce(self) -> None:
        """A network that nothing tells, and whose id is not known yet, is the one that the plan makes, where that is
        the only one."""
        for block, lost in self.facts.lost.items():
            for kind, made in self.facts.made.items():
                if kind in lost and not self.needs[block][kind.depth] and block not in self.attached:
                    self._add(block, kind, made)
                    self.notes[block] = f"in the only {kind.word} that this plan makes"

    def _add(self, block: str, kind: Kind, container: str) -> None:
        meant = self.facts.same.get(container, container)
        if meant != block:
            self.needs[block][kind.depth].add(meant)

    def inherit(self) -> None:
        """A container that the plan does not hold stands in what those who name it name beside it."""
        for block in tuple(self.needs):
            needs = self.needs[block]
            for depth in sorted(needs):
                for key in needs[depth] & self.beyond.keys():
                    if self.beyond[key].value.startswith("/subscriptions/"):  # it says itself where it stands
                        continue
                    for outer in range(depth):
                        if len(needs[outer]) == 1:
                            self.needs[key][outer] |= needs[outer]

    def found(self) -> Found:
        chains: dict[str, Chain] = {}
        for key in sorted({*self.facts.types, *self.beyond} - self.facts.same.keys(), key=self._depth):
            chains[key], note = self._chain(self.needs.get(key, {}), chains)
            if note and key in self.facts.types:
                self.notes[key] = note
        for block, same in self.facts.same.items():
            chains[block] = (*chains[same], same)
            self.notes.pop(block, None)
        self._follow(chains)
        return Found(chains, self.beyond, self.notes)

    def _follow(self, chains: dict[str, Chain]) -> None:
        """What is attached to others stands where all of them stand, where it does not say itself how far inside."""
        order = {type_: place for place, type_ in enumerate(ATTACHED)}
        for block in sorted(self.attached, key=lambda one: order.get(self.facts.types[one], -1)):
            common = shared(chains[other] for other in self.attached[block])
            own = chains[block]
            if len(common) > len(own) and common[: len(own)] == own and block not in self.notes:
                chains[block] = common

    def _depth(self, key: str) -> int:
        kind = self.beyond[key].kind if key in self.beyond else KIND_OF.get(self.facts.types[key])
        return kind.depth if kind else DEEPEST

    def _meant(self, kind: Kind, value: str, scope: str) -> str:
        """The container in the plan that a value names, where it is one; else one that the plan does not hold."""
        known, small = self.facts.names.get(kind, {}), value.lower()
        meant = known.get(small) or {one for one in known.get(small.rpartition("/")[2], ()) if self._agrees(one, value)}
        if len(meant) == 1:
            return next(iter(meant))
        whole = "/" in value or ":" in value or kind.types[0].startswith("aws_")
        named = Named(kind, value, "" if whole else scope)
        if named.key not in self.beyond:
            self.beyond[named.key] = named
            self._read(named, scope)
        return named.key

    def _agrees(self, block: str, value: str) -> bool:
        """Whether a container may be the one that an id of Azure names by its resource group as well."""
        group, said = _AZURE_GROUP.search(value), self.facts.said.get(block, Stated()).named.get(_GROUP, frozenset())
        return not group or not said or group[1].lower() in {name.lower() for name in said}

    def _read(self, named: Named, scope: str) -> None:
        """Azure's ids say what they stand in."""
        if named.kind.depth > GROUP and (group := _AZURE_GROUP.search(named.value)):
            self.needs[named.key][GROUP].add(self._meant(_GROUP, group[1], scope))
        if named.kind.depth == SUBNET and (network := _AZURE_NETWORK.search(named.value)):
            whole = named.value[: network.end() - len("/subnets/")]
            self.needs[named.key][NETWORK].add(self._meant(_NETWORK, whole, scope))

    def _chain(self, needs: Mapping[int, set[str]], chains: Mapping[str, Chain]) -> tuple[Chain, str]:
        """The innermost that is certain, and what else the block is tied to. A resource group holds what says so,
        whatever network that is tied to."""
        groups = needs.get(GROUP, set())
        base: Chain = tuple(groups) if len(groups) == 1 else ()
        found = base
        for depth in sorted(needs, reverse=True):
            inside = [(*chains[key], key) for key in needs[depth] if key in chains]
            if all(chain[: len(base)] == base for chain in inside) and len(common := shared(inside)) > len(base):
                found = common
                break
        beside = {key for keys in needs.values() for key in keys if key in chains} - set(found)
        return found, self._note(beside) if beside else ""

    def _note(self, keys: Iterable[str]) -> str:
        """`tied to subnets a, b and 2 more`."""
        ordered = sorted(keys, key=lambda key: (-self._depth(key), key))
        words = dict.fromkeys(self._word(key) for key in ordered)
        listed = ", ".join(self._label(key) for key in ordered[:_LISTED])
        more = f" and {len(ordered) - _LISTED} more" if len(ordered) > _LISTED else ""
        return f"tied to {' and '.join(words)}{'s' if len(ordered) > 1 else ''} {listed}{more}"

    def _word(self, key: str) -> str:
        return (self.beyond[key].kind if key in self.beyond else KIND_OF[self.facts.types[key]]).word

    def _label(self, key: str) -> str:
        return short(self.beyond[key].value) if key in self.beyond else key


_GROUP: Final = next(kind for kind in KINDS if kind.types[0] == "azurerm_resource_group")
_NETWORK: Final = next(kind for kind in KINDS if kind.types[0] == "azurerm_virtual_network")


def short(value: str) -> str:
    """The name at the end of an address of Azure or Google; every other value is one itself."""
    return value.rpartition("/")[2] if value.startswith(_ADDRESS) else value


def shared(chains: Iterable[Chain]) -> Chain:
    """What all begin with."""
    return tuple(found[0] for found in takewhile(lambda level: len(set(level)) == 1, zip(*chains, strict=False)))
