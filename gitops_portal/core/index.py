"""A plan in, an index of it out, shared by dependencies, prices and rules: what stands where, of which type, under
which block of the configuration, and what names what. Each part is made when it is first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core import address as addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gitops_portal.core.address import Key
    from gitops_portal.core.model import Block, Change, ChangeSet, Module, ModuleCall

MOST: Final = 20
"""A block that refers to more than these can't be told apart by them; looking at all of them could take forever."""


class Place(NamedTuple):
    """A module of the configuration, where it is called, and by what; no call for the root."""

    module: Module
    parent: str = ""
    call: ModuleCall | None = None


class Index:
    """One plan. Addresses of modules are without keys: a module is written once, whatever its instances."""

    def __init__(self, changes: ChangeSet) -> None:
        self.changes = changes
        self._blocks: dict[str, dict[str, Block]] = {}
        self._named: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}

    def opened(self) -> Index:
        """As rules and prices read the plan: common words that only a mark of the plan hides can be read there."""
        changes = self.changes
        if not changes.judged:
            return self
        count = len(changes.changes)
        return Index(replace(changes, changes=changes.judged[:count], readings=changes.judged[count:]))

    # ── the configuration ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def modules(self) -> Mapping[str, Place]:
        """Every module by its address, callers first; a stack, since how deep they lie is not ours."""
        found: dict[str, Place] = {}
        waiting = [("", Place(self.changes.root))]
        while waiting:
            path, place = waiting.pop()
            found[path] = place
            for name, call in place.module.calls.items():
                waiting.append((addresses.call(path, name), Place(call.module, path, call)))
        return found

    def written(self, module: str, own: str) -> Block | None:
        """A block by the address of its module and its own there."""
        if module not in self._blocks:
            place = self.modules.get(module)
            self._blocks[module] = {block.address: block for block in place.module.blocks} if place else {}
        return self._blocks[module].get(own)

    def block(self, change: Change) -> Block | None:
        """The block of the configuration that a resource is an instance of; None when it is not written there."""
        module = addresses.block_of_module[change.module]
        return self.written(module, addresses.block("", change.mode, change.type, change.name))

    # ── the resources ────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _by_type(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for change in (*self.changes.changes, *self.changes.readings):
            found.setdefault(change.type, []).append(change)
        return found

    def of_type(self, kind: str) -> Sequence[Change]:
        """All of a type, those that an entry may also mean included."""
        return self._by_type.get(kind, ())

    @cached_property
    def _instances(self) -> Mapping[tuple[str, str, str], dict[Key, Change]]:
        found: dict[tuple[str, str, str], dict[Key, Change]] = defaultdict(dict)
        for change in self.changes.changes:
            if not change.deposed:
                found[change.module, change.type, change.name][change.index] = change
        return found

    def instances(self, module: str, kind: str, name: str) -> Mapping[Key, Change]:
        """The instances of a block in one instance of a module, by their keys."""
        return self._instances.get((module, kind, name), {})

    def referred(self, change: Change, kind: str = "") -> Iterator[Change]:
        """What its block refers to beside it, of one type or of any: the instance with its own key, or the only one.

        What goes through a module is not told here: the graph tells that.
        """
        block = self.block(change)
        named = [pair for pair in self._names(change, block) if not kind or pair[0] == kind] if block else []
        for type_, name in named if len(named) <= MOST else ():
            instances = self.instances(change.module, type_, name)
            if change.index in instances:
                yield instances[change.index]
            elif len(instances) == 1:
                yield from instances.values()

    def _names(self, change: Change, block: Block) -> tuple[tuple[str, str], ...]:
        """The types and names that a block refers to."""
        key = addresses.block_of_module[change.module], block.address
        if key not in self._named:
            found = {names[:2] for names in map(addresses.names, block.references) if len(names) > 1}
            self._named[key] = tuple(sorted((kind, name) for kind, name in found))
        return self._named[key]
