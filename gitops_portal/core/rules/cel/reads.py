"""The tree of a condition in, what it reads of a resource out: which values, whole or step by step.

The condition is only ever asked with what it reads, and whatever of that is not known is taken away before (`sight`):
reading it is an error then, which no operator of CEL turns into an answer unless the answer is the same for any value.
What can see that something is missing without an error (`has`, `size`, `in`, `==`, a walk over keys) is a read of its
own kind here, so that what holds the missing thing is taken away as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field, structs

from gitops_portal.core.rules.cel.needs import needs
from gitops_portal.core.rules.cel.syntax import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.rules.cel.syntax import Call, Loop

ROOTS: Final = ("before", "after")
CHANGE: Final = ("address", "type", "name", "module", "provider", "action", "importing", "moved_from")
PLAN: Final = (
    *("creates", "updates", "replaces", "deletes", "cost_before", "cost_after", "cost_delta", "cost_coverage"),
    *("blast_radius", "actor", "branch", "labels", "workspace", "at"),
)
LISTS: Final = "lists"
REFS: Final = "refs"
"""The function that gives what a resource refers to, of a type."""
MARKS: Final = ("unknown", "sensitive")
"""Functions that say whether the value at a path is not known, or secret."""
_INDEX: Final = "_[_]"
_ANY: Final = "*"


class Unreadable(ValueError):
    """What a condition may not say, as a sentence."""


class Reads(Struct):
    """What is read of one value."""

    whole: bool = False
    """All that is in it counts."""
    keys: bool = False
    """Which keys there are counts."""
    tested: set[str] = field(default_factory=set)
    """Whether it has these."""
    each: Reads | None = None
    """What is read of every one in it."""
    named: dict[str | int, Reads] = field(default_factory=dict)
    """What is read of these in it; once it is settled, instead of `each`."""

    def inside(self, step: str | int) -> Reads:
        if step != _ANY:
            return self.named.setdefault(step, Reads())
        if self.each is None:
            self.each = Reads()
        return self.each

    def with_(self, other: Reads | None) -> Reads:
        """What is read by either."""
        if other is None:
            return self
        if self.whole or other.whole:
            return WHOLE
        each = self.each.with_(other.each) if self.each else other.each
        named = dict(self.named)
        for step, read in other.named.items():
            named[step] = named[step].with_(read) if step in named else read
        return Reads(keys=self.keys or other.keys, tested=self.tested | other.tested, each=each, named=named)

    def settled(self) -> Reads:
        """So that of everything inside one of `named` and `each` says all."""
        if self.whole:
            return WHOLE
        each = self.each.settled() if self.each else None
        named = {step: read.with_(self.each).settled() for step, read in self.named.items()}
        named |= {step: each or Reads() for step in self.tested - named.keys()}
        return Reads(keys=self.keys, tested=self.tested, each=each, named=named)


WHOLE: Final = Reads(whole=True, keys=True)
WHOLE.each = WHOLE


class Condition(Struct):
    """All that a condition reads."""

    roots: dict[str, Reads] = field(default_factory=dict)
    change: set[str] = field(default_factory=set)
    """Names of CHANGE."""
    plan: set[str] = field(default_factory=set)
    """Names of PLAN."""
    lists: set[str] = field(default_factory=set)
    """Named lists of the file."""
    refs: dict[str, Reads] = field(default_factory=dict)
    """By type, what is read of the list of those that the resource refers to."""
    marks: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in MARKS})
    """The paths that each of MARKS is asked for."""
    needs: frozenset[str] = frozenset()
    """The sides without which it is never true."""


def reads(tree: Node) -> Condition:
    """Raises Unreadable."""
    found = _Reader()
    found.whole(tree, {})
    told = found.condition
    roots = {root: read.settled() for root, read in told.roots.items()}
    refs = {kind: read.settled() for kind, read in told.refs.items()}
    return structs.replace(told, roots=roots, refs=refs, needs=needs(tree, frozenset(ROOTS)))


class _Reader:
    """A walk over the tree. `names` are those of loops with what they stand for; None: no part of a resource."""

    def __init__(self) -> None:
        self.condition = Condition()

    def whole(self, node: Node, names: Mapping[str, Reads | None]) -> None:
        """Everything in what this gives may count."""
        if (found := self.place(node, names)) is not None:
            found.whole = True

    def place(self, node: Node, names: Mapping[str, Reads | None]) -> Reads | None:
        """What of a resource this is, read step by step; None where it is another value, whose parts are read."""
        if node.name:
            return self._named(node.name.lstrip("."), names)
        if node.select:
            return self._selected(node, names)
        if node.call:
            return self._called(node.call, names)
        if node.loop:
            self._loop(node.loop, names)
        for part in node.parts:
            self.whole(part, names)
        return None

    def _named(self, name: str, names: Mapping[str, Reads | None]) -> Reads | None:
        if name in names:
            return names[name]
        for root in ("change", "plan"):
            if name.startswith(f"{root}."):
                self._fact(root, name.removeprefix(f"{root}."))
        if name == LISTS:
            raise Unreadable("write lists and the name of one, such as lists.regions")
        return self.condition.roots.setdefault(name, Reads()) if name in ROOTS else None

    def _selected(self, node: Node, names: Mapping[str, Reads | None]) -> Reads | None:
        select = node.select
        assert select  # noqa: S101 - asked before
        root = select.operand.name
        if root in {"change", "plan"}:
            self._fact(root, select.field)
            return None
        if root == LISTS:
            self.condition.lists.add(select.field)
            return None
        found = self.place(select.operand, names)
        if found is None:
            return None
        if select.test:
            found.tested.add(select.field)
            return None
        return found.inside(select.field)

    def _fact(self, root: str, name: str) -> None:
        (self.condition.change if root == "change" else self.condition.plan).add(name)

    def _called(self, call: Call, names: Mapping[str, Reads | None]) -> Reads | None:
        if call.function == "__not_strictly_false__":
            raise Unreadable(f"there is no function {call.function}")
        if call.function in MARKS:
            self.condition.marks[call.function].add(self._text(call, "spec.replicas"))
        elif call.function == REFS:
            return self.condition.refs.setdefault(self._text(call, "aws_subnet"), Reads())
        elif call.function == _INDEX:
            return self._indexed(call, names)
        elif call.function == "size" and (found := self.place(call.arguments[0], names)):
            found.keys = True
        else:
            for argument in call.arguments:
                self.whole(argument, names)
        return None

    def _indexed(self, call: Call, names: Mapping[str, Reads | None]) -> Reads | None:
        held, index = call.arguments
        found = self.place(held, names)
        constant = index.constant
        self.whole(index, names)
        if found is None:
            return None
        known = isinstance(constant, str | int) and not isinstance(constant, bool)
        return found.inside(constant if known and constant is not None else _ANY)

    def _text(self, call: Call, such_as: str) -> str:
        told = call.arguments[0].constant
        if not isinstance(told, str) or not told:
            what = "a type" if call.function == REFS else "a path"
            raise Unreadable(f"{call.function} takes {what} as it is written, such as {call.function}('{such_as}')")
        return told

    def _loop(self, loop: Loop, names: Mapping[str, Reads | None]) -> None:
        if taken := {*ROOTS, "change", "plan", LISTS} & {*loop.names, loop.kept}:
            raise Unreadable(f"the name {min(taken)} is taken: choose another for what is walked over")
        over = self.place(loop.over, names)
        inner: dict[str, Reads | None] = dict(names)
        if over is not None:
            over.keys = True
        inner |= dict.fromkeys(loop.names, over.inside(_ANY) if over is not None else None)
        first = self.place(loop.first, names)
        never = loop.over == Node()  # over an empty list there is no turn: so cel.bind gives a name to its first value
        if first is not None and not never:
            first.whole = True
        inner[loop.kept] = first if never else None
        for step in loop.steps[-1:] if never else loop.steps:
            self.whole(step, inner)
