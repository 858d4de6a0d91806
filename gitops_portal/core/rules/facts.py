"""A plan in, what guardrails look at out: what will stand, what will be gone, and what is set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from gitops_portal.core import address as addresses
from gitops_portal.core.model import (
    Action,
    Block,
    Change,
    ChangeSet,
    Cost,
    Mode,
    Module,
    Value,
)
from gitops_portal.core.rules.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from decimal import Decimal

T = TypeVar("T")
_JUDGED_MODES = frozenset({Mode.MANAGED, Mode.UNKNOWN})
_MADE = frozenset({Action.CREATE, Action.REPLACE})
_LEAVES = frozenset({Action.DELETE, Action.FORGET, Action.READ})
_NOTHING: tuple[Value, ...] = (None, "", [], {})


class Subject(Part, frozen=True, gc=False, kw_only=True):
    """One resource under judgement; it reads like a part. The plan as a whole is a subject without an address."""

    change: Change
    invoked: bool = False
    """An action of a provider, and no resource."""

    def left_out(self, name: str) -> bool:
        """What exists already may keep the value it has, so nobody can tell what it will be."""
        if not super().left_out(name):
            return False
        before = self.change.before
        return self.change.action in _MADE or (before is not None and before.get(name) in _NOTHING)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a guardrail may look at; resources are found by type, so that a rule never walks the whole plan."""

    changes: ChangeSet
    cost: Cost = field(default_factory=Cost)
    budget: Decimal | None = None
    """Per month, in the currency of the price book; None when no budget is set."""
    _by_type: dict[str, list[Change]] = field(default_factory=dict)
    _standing: dict[str, tuple[Subject, ...]] = field(default_factory=dict)
    _blocks: dict[str, dict[str, Block]] = field(default_factory=dict)
    _done: dict[object, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for change in (*self.changes.changes, *self.changes.readings):
            self._by_type.setdefault(change.type, []).append(change)

    def once(self, what: object, work: Callable[[], T]) -> T:
        """What is worked out once for the whole plan, whoever asks first."""
        if what not in self._done:
            self._done[what] = work()
        return cast("T", self._done[what])

    def standing(self, kind: str) -> tuple[Subject, ...]:
        """What will exist after the apply, touched by the plan or not."""
        if kind not in self._standing:
            self._standing[kind] = tuple(
                self._subject(change)
                for change in self._by_type.get(kind, ())
                if _judged(change) and change.action not in _LEAVES
            )
        return self._standing[kind]

    def _subject(self, change: Change) -> Subject:
        """Blocks inside what exists already may keep what they have, so of those nothing is told."""
        block = self.block(change) or Block("")
        counts = block.counts if change.action in _MADE else {}
        return Subject(change.after, arguments=block.arguments, counts=counts, change=change)

    def destroyed(self, kind: str) -> Iterator[Subject]:
        """What exists now and may be gone afterwards; an object that is only forgotten lives on."""
        for change in self._by_type.get(kind, ()):
            if _judged(change) and change.destroys:
                yield Subject(change.before, change=change)

    def touched(self, kind: str) -> Iterator[Subject]:
        """What exists now and the plan changes or takes away, as it is now."""
        for change in self._by_type.get(kind, ()):
            if change.mode in _JUDGED_MODES and change.before is not None and change.before != change.after:
                yield Subject(change.before, change=change)

    def running(self, kinds: Collection[str]) -> Iterator[Subject]:
        """What has provisioners, is of these kinds, or is invoked, and does something when the plan is applied."""
        provisioned = {addresses.parse(block.address).type for block in _all(self.changes.root) if block.provisioners}
        for kind in sorted({*kinds, *provisioned}):
            for change in self._by_type.get(kind, ()):
                if change.action.changes or change.action is Action.READ:
                    yield Subject(change.after, change=change)
        for invocation in self.changes.invocations:
            if not invocation.deferred:
                # it makes and destroys nothing by name, and may do anything
                change = Change(invocation.address, invocation.type, "", Action.UNKNOWN, mode=Mode.UNKNOWN)
                yield Subject(None, change=change, invoked=True)

    def arguments(self, change: Change) -> frozenset[str] | None:
        """What the block of a resource sets; None when that is not told."""
        block = self.block(change)
        return block.arguments if block else None

    def block(self, change: Change) -> Block | None:
        """The block of the configuration that a resource is an instance of."""
        module = addresses.block_of_module[change.module]
        if module not in self._blocks:
            found = _module(self.changes.root, module)
            self._blocks[module] = {block.address: block for block in found.blocks} if found else {}
        return self._blocks[module].get(f"{change.type}.{change.name}")


def _all(module: Module) -> Iterator[Block]:
    yield from module.blocks
    for call in module.calls.values():
        yield from _all(call.module)


def _judged(change: Change) -> bool:
    """What is only read is not judged, unless an entry says that it changes."""
    return change.mode in _JUDGED_MODES or change.action.changes


def _module(root: Module, address: str) -> Module | None:
    """The module at `module.a.module.b`; None where the configuration does not hold it."""
    found = root
    for name in addresses.parse(address).names:
        calls: Mapping[str, object] = found.calls
        if name not in calls:
            return None
        found = found.calls[name].module
    return found


def untouched(change: Change) -> bool:
    """A change that calls itself no-op while its sides differ is not taken at its word."""
    return change.action is Action.NO_OP and change.before == change.after
