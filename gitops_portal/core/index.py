"""A plan in, an index of it out, shared by dependencies, prices and rules: what stands where, of which type, under
which block of the configuration, and what names what. Each part is made when it is first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from gitops_portal.core import address as addresses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gitops_portal.core.address import Key
    from gitops_portal.core.model import Block, Change, ChangeSet, Module, ModuleCall

MOST: Final = 20
"""A block that refers to more than these can't be told apart by them; looking at all of them could take forever."""
_KNOWN: Final = frozenset({"each", "count", "path", "self", "terraform", "tofu"})
"""What chooses among instances or is known with every plan, and names no other resource."""


class Place(NamedTuple):
    """A module of the configuration, where it is called, and by what; no call for the root."""

    module: Module
    parent: str = ""
    call: ModuleCall | None = None


class Meant(NamedTuple):
    """A block as a reference names it from inside an instance of a module; data sources with their prefix."""

    module: str
    kind: str
    name: str
    key: Key = None
    """The key that is written behind it, where that is a text or a number."""


class Index:
    """One plan. Addresses of modules are without keys: a module is written once, whatever its instances."""

    def __init__(self, changes: ChangeSet) -> None:
        self.changes = changes
        self._blocks: dict[str, dict[str, Block]] = {}
        self._block_of: dict[tuple[str, ...], Block | None] = {}
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
        instance = change.module, change.mode, change.type, change.name
        if instance not in self._block_of:
            module = addresses.block_of_module[change.module]
            self._block_of[instance] = self.written(module, addresses.block("", *instance[1:]))
        return self._block_of[instance]

    # ── the resources ────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _by_type(self) -> Mapping[str, list[Change]]:
        found: dict[str, list[Change]] = defaultdict(list)
        for change in (*self.changes.changes, *self.changes.readings):
            found[change.type].append(change)
        return found

    @property
    def types(self) -> Collection[str]:
        """All that occur."""
        return self._by_type.keys()

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

        What goes through a module is not told here: `traced` tells that.
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

    # ── what goes through modules ────────────────────────────────────────────────────────────────────────────────

    def traced(self, module: str, references: Iterable[str]) -> frozenset[Meant]:
        """The blocks that references lead to from an instance of a module, along variables and outputs.

        Empty where one of them is lost on the way: at a local value, which no plan holds; at a module as a whole, or
        one of which nobody can tell the instance; or among too many.
        """
        waiting = [(module, reference) for reference in references]
        seen, found = set(waiting), set()
        while waiting and len(seen) <= MOST:
            steps = self._steps(*waiting.pop())
            if steps is None:
                return frozenset()
            if isinstance(steps, Meant):
                found.add(steps)
                continue
            waiting += [step for step in steps if step not in seen]
            seen.update(steps)
        return frozenset() if waiting else frozenset(found)

    def _steps(self, module: str, reference: str) -> Meant | list[tuple[str, str]] | None:
        """A block, or where a reference leads on; None where that cannot be told."""
        match addresses.steps(reference):
            case [head, *_] if head.name in _KNOWN:
                return []
            case [head, variable, *_] if head.name == "var":
                return self._passed(module, variable.name)
            case [head, call, output, *_] if head.name == "module":
                return self._given(addresses.call(module, call.name), call, output.name)
            case [mode, kind, name, *_] if mode.name in {"data", "ephemeral"}:
                return Meant(module, f"{mode.name}.{kind.name}", name.name)
            case [kind, name, *_] if kind.name not in {"local", "module"}:
                return Meant(module, kind.name, name.name, name.key if name.literal else None)
        return None

    def _passed(self, module: str, variable: str) -> list[tuple[str, str]] | None:
        """What the call of a module passes for a variable. The root's are known, and so is a default."""
        around = addresses.parse(module).modules
        place = self.modules.get(addresses.block_of_module[module])
        if not around or place is None or place.call is None:
            return None if around else []
        caller = addresses.Address(around[:-1], ()).module
        return [(caller, reference) for reference in place.call.arguments.get(variable, ())]

    def _given(self, path: str, call: addresses.Step, output: str) -> list[tuple[str, str]] | None:
        """What an output of a module refers to, inside of the instance that is meant."""
        place = self.modules.get(addresses.block_of_module[path])
        if place is None or output not in place.module.outputs:
            return None
        if not (call.literal if call.brackets else path not in self._called_often):
            return None
        return [(path + call.brackets, reference) for reference in place.module.outputs[output]]

    @cached_property
    def _called_often(self) -> frozenset[str]:
        """Calls of modules whose instances have keys, by their address without the last one."""
        modules = {change.module for change in self.changes.changes if change.module}
        around = {address for module in modules for address in addresses.parse(module).around}
        return frozenset(addresses.shorter(each) for each in around if addresses.parse(each).modules[-1].brackets)
