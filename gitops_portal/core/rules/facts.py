"""A plan in, what guardrails look at out: what will stand, what will be gone, and who completes whom."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Block,
    Change,
    ChangeSet,
    Cost,
    Mode,
    Module,
    Policy,
    without_keys,
)
from gitops_portal.core.rules.part import Part, Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_JUDGED_MODES = frozenset({Mode.MANAGED, Mode.UNKNOWN})
_MADE = frozenset({Action.CREATE, Action.REPLACE})
_LEAVES = frozenset({Action.DELETE, Action.FORGET, Action.READ})
_OPAQUE = ("var.", "local.", "module.", "data.")
"""References behind which another resource may stand that the block itself does not name."""


@dataclass(frozen=True, slots=True)
class Subject(Part):
    """One resource under judgement; it reads like a part. The plan as a whole is a subject without an address."""

    change: Change = field(kw_only=True)
    arguments: frozenset[str] | None = field(default=None, kw_only=True)
    """What its block in the configuration sets; None when that is not told."""

    def left_out(self, name: str) -> bool:
        """What exists already may keep the value it has, so nobody can tell what it will be."""
        known = self.unknown or self.value.get(name) is not UNKNOWN
        if known or self.arguments is None or name in self.arguments:
            return False
        before = self.change.before
        return self.change.action in _MADE or (before is not None and before.get(name) is None)


@dataclass(frozen=True, slots=True)
class Companions:
    """Resources that complete another one: those that surely do, and whether there may be more."""

    certain: tuple[Subject, ...] = ()
    possible: bool = False

    @property
    def exist(self) -> Truth:
        return True if self.certain else UNKNOWN if self.possible else False


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a guardrail may look at; resources are found by type, so that a rule never walks the whole plan."""

    changes: ChangeSet
    cost: Cost = field(default_factory=Cost)
    policy: Policy = field(default_factory=Policy)
    _by_type: dict[str, list[Change]] = field(default_factory=dict)
    _standing: dict[str, tuple[Subject, ...]] = field(default_factory=dict)
    _links: dict[tuple[str, str, str], _Links] = field(default_factory=dict)
    _blocks: dict[str, dict[str, Block]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for change in self.changes.changes:
            self._by_type.setdefault(change.type, []).append(change)

    def standing(self, kind: str) -> tuple[Subject, ...]:
        """What will exist after the apply, touched by the plan or not."""
        if kind not in self._standing:
            self._standing[kind] = tuple(
                Subject(change.after, change=change, arguments=self.arguments(change))
                for change in self._by_type.get(kind, ())
                if change.mode in _JUDGED_MODES and change.action not in _LEAVES
            )
        return self._standing[kind]

    def destroyed(self, kind: str) -> Iterator[Subject]:
        """What exists now and may be gone afterwards; an object that is only forgotten lives on."""
        for change in self._by_type.get(kind, ()):
            if change.mode in _JUDGED_MODES and change.destroys:
                yield Subject(change.before, change=change)

    def companions(self, bucket: Subject, kind: str, *, rival: str = "") -> Companions:
        """Resources of `kind` whose attribute `bucket` names this bucket.

        A name that is not known yet is looked for among the references of the companion's block. Those do not say in
        which attribute they stand; `rival` is the other attribute that may refer to a bucket, and so leaves a doubt.
        """
        key = (bucket.change.type, kind, rival)
        if key not in self._links:
            self._links[key] = self._link(*key)
        return self._links[key].of(bucket)

    def _link(self, target: str, kind: str, rival: str) -> _Links:
        links = _Links()
        for companion in self.standing(kind):
            name = companion.text("bucket")
            if isinstance(name, str):
                links.by_name[name].append(companion)
            else:
                links.refer(companion, self._block(companion.change), target, strict=bool(rival))
        return links

    def arguments(self, change: Change) -> frozenset[str] | None:
        """What the block of a resource sets; None when that is not told."""
        block = self._block(change)
        return block.arguments if block else None

    def _block(self, change: Change) -> Block | None:
        module = without_keys(change.module)
        if module not in self._blocks:
            found = _module(self.changes.root, module)
            self._blocks[module] = {block.address: block for block in found.blocks} if found else {}
        return self._blocks[module].get(f"{change.type}.{change.name}")


@dataclass(frozen=True, slots=True)
class _Links:
    """Companions by what they name: a bucket by its name, or its block in the same module instance and its key."""

    by_name: dict[str, list[Subject]] = field(default_factory=lambda: defaultdict(list))
    by_block: dict[tuple[str, str, str | int | None], list[Subject]] = field(default_factory=lambda: defaultdict(list))
    doubtful: set[tuple[str, str]] = field(default_factory=set)
    adrift: list[Subject] = field(default_factory=list)
    """Companions of which nobody can tell whose they are."""

    def refer(self, companion: Subject, block: Block | None, target: str, *, strict: bool) -> None:
        references = block.references if block else ()
        named = {found for text in references if (found := _named(text, target))}
        hidden = not named or (strict and any(text.startswith(_OPAQUE) for text in references))
        if hidden:
            self.adrift.append(companion)
        module, own = companion.change.module, companion.change.index
        if hidden or len(named) != 1:
            self.doubtful.update((module, name) for name, _ in named)
            return
        name, key = named.pop()
        keys = {own, None} if key is None else {key}
        for each in keys:
            self.by_block[module, name, each].append(companion)
        if keys == {None}:
            self.doubtful.add((module, name))

    def of(self, bucket: Subject) -> Companions:
        change = bucket.change
        names = {name for name in (bucket.text("bucket"), bucket.text("id")) if isinstance(name, str) and name}
        certain = [companion for name in sorted(names) for companion in self.by_name.get(name, ())]
        certain += self.by_block.get((change.module, change.name, change.index), ())
        doubt = bool(self.adrift) or (change.module, change.name) in self.doubtful
        return Companions(tuple(certain), possible=doubt)


def _named(reference: str, target: str) -> tuple[str, str | int | None] | None:
    """`aws_s3_bucket.a["x"].id` -> the block's name and the literal key, when it is a reference to the target type."""
    match = re.match(r'([\w-]+)\.([\w-]+)(?:\[("(?:[^"\\]|\\.)*"|\d{1,9})\])?', reference)
    if not match or match[1] != target:
        return None
    try:
        return match[2], json.loads(match[3]) if match[3] else None
    except ValueError:
        return match[2], None


def _module(root: Module, address: str) -> Module | None:
    """The module at `module.a.module.b`; None where the configuration does not hold it."""
    found = root
    for name in address.split(".")[1::2]:
        calls: Mapping[str, object] = found.calls
        if name not in calls:
            return None
        found = found.calls[name].module
    return found
