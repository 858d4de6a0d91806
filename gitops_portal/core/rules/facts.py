"""A plan in, what guardrails look at out: what will stand, what will be gone, and what is set."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct, field

from gitops_portal.core import address as addresses
from gitops_portal.core.model import (
    Action,
    Block,
    Change,
    ChangeSet,
    Cost,
    Mode,
    Value,
)
from gitops_portal.core.rules.budgets import Standing  # noqa: TC001 - a struct's fields are looked up when it is made
from gitops_portal.core.rules.part import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from decimal import Decimal

    from gitops_portal.core.index import Index

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


class Facts(Struct, frozen=True):
    """Everything a guardrail may look at; resources are found by type, so that a rule never walks the whole plan."""

    index: Index
    cost: Cost = field(default_factory=Cost)
    budget: Decimal | None = None
    """Per month, in the currency of the price book; None when no budget is set."""
    budgets: tuple[Standing, ...] = ()
    """Those that the workspace shares with others, with what these come to."""
    told: Mapping[Any, Any] = field(default_factory=dict)
    """What conditions in CEL answered beside, by their check: a `cel.answered.Answered` where they are about resources,
    whose numbers are the `id` of the change, and else an `asking.Answer`.
    """
    _standing: dict[str, tuple[Subject, ...]] = field(default_factory=dict)
    _done: dict[object, Any] = field(default_factory=dict)

    @property
    def changes(self) -> ChangeSet:
        return self.index.changes

    def once(self, what: object, work: Callable[[], T]) -> T:
        """What is worked out once for the whole plan, whoever asks first."""
        try:
            found: T = self._done[what]
        except KeyError:
            found = self._done[what] = work()
        return found

    def standing(self, kind: str) -> tuple[Subject, ...]:
        """What will exist after the apply, touched by the plan or not."""
        if kind not in self._standing:
            self._standing[kind] = tuple(
                [self._subject(change) for change in self._judged(kind) if change.action not in _LEAVES]
            )
        return self._standing[kind]

    def _judged(self, kind: str) -> list[Change]:
        """What is only read is not judged, unless an entry says that it changes."""
        return [one for one in self.index.of_type(kind) if one.mode in _JUDGED_MODES or one.action.changes]

    def _subject(self, change: Change) -> Subject:
        """Blocks inside what exists already may keep what they have, so of those nothing is told."""
        block = self.index.block(change) or Block("")
        counts = block.counts if change.action in _MADE else {}
        return Subject(change.after, arguments=block.arguments, counts=counts, change=change)

    def known(self, kind: str) -> Iterator[Subject]:
        """What will exist after the apply, and what the plan does something to, as it will be or is now."""
        for change in self._judged(kind):
            if change.action is not Action.READ:
                yield Subject(change.before if change.after is None else change.after, change=change)

    def changed(self, kind: str) -> Iterator[Subject]:
        """What the plan does something to, as it will be, or as it is where it will be gone."""
        for change in self._judged(kind):
            if change.action.changes:
                yield Subject(change.before if change.after is None else change.after, change=change)

    def types(self, patterns: tuple[str, ...]) -> frozenset[str]:
        """The types of the plan that one of the patterns fits."""
        return self.once(("types", patterns), lambda: self._types(patterns))

    def _types(self, patterns: tuple[str, ...]) -> frozenset[str]:
        return frozenset(kind for kind in self.index.types if any(fnmatchcase(kind, each) for each in patterns))

    def destroyed(self, kind: str) -> Iterator[Subject]:
        """What exists now and may be gone afterwards; an object that is only forgotten lives on."""
        for change in self._judged(kind):
            if change.destroys:
                yield Subject(change.before, change=change)

    def touched(self, kind: str) -> Iterator[Subject]:
        """What exists now and the plan changes or takes away, as it is now."""
        for change in self.index.of_type(kind):
            if change.mode in _JUDGED_MODES and change.before is not None and change.differs:
                yield Subject(change.before, change=change)

    def running(self, kinds: Collection[str]) -> Iterator[Subject]:
        """What has provisioners, is of these kinds, or is invoked, and does something when the plan is applied."""
        provisioned = {addresses.parse(block.address).type for block in self._written() if block.provisioners}
        for kind in sorted({*kinds, *provisioned}):
            for change in self.index.of_type(kind):
                if change.action.changes or change.action is Action.READ:
                    yield Subject(change.after, change=change)
        for invocation in self.changes.invocations:
            if not invocation.deferred:
                # it makes and destroys nothing by name, and may do anything
                change = Change(invocation.address, invocation.type, "", Action.UNKNOWN, mode=Mode.UNKNOWN)
                yield Subject(None, change=change, invoked=True)

    def _written(self) -> Iterator[Block]:
        return (block for place in self.index.modules.values() for block in place.module.blocks)


def untouched(change: Change) -> bool:
    """A change that calls itself no-op while its sides differ is not taken at its word."""
    return change.action is Action.NO_OP and not change.differs
