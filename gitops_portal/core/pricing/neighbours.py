"""A plan in, an index out that answers: what does the block of a resource set, and which resources does it refer to?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core import address as addresses
from gitops_portal.core.model import Change, ChangeSet, Module

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST: Final = 20
"""A block that refers to more than these can't be told apart by them; looking at all of them could take forever."""

_NOTHING: Final = Module()
_UNTOLD: Final = (None, frozenset[str]())


class _Written(NamedTuple):
    """A block as the configuration has it."""

    arguments: frozenset[str] | None
    pending: frozenset[str]
    references: frozenset[tuple[str, str]]
    """Type and name of all that it refers to."""


class Neighbours:
    """Only plain references of a block to a block beside it are followed; what goes through modules is not told."""

    def __init__(self, changes: ChangeSet) -> None:
        self._root = changes.root
        self._beside: dict[tuple[str, str, str], dict[str | int | None, Change]] = defaultdict(dict)
        for change in changes.changes:
            if not change.deposed:
                self._beside[change.module, change.type, change.name][change.index] = change
        self._written: dict[str, dict[str, _Written]] = {}

    def of(self, change: Change, kind: str = "") -> Iterator[Change]:
        """What its block refers to, of one type or of any: the instance with its own key, or the only one."""
        block = self._block(change)
        named = [pair for pair in block.references if not kind or pair[0] == kind] if block else []
        for type_, name in sorted(named) if len(named) <= MOST else ():
            instances = self._beside.get((change.module, type_, name), {})
            if change.index in instances:
                yield instances[change.index]
            elif len(instances) == 1:
                yield from instances.values()

    def arguments(self, change: Change) -> tuple[frozenset[str] | None, frozenset[str]]:
        """What its block sets, None when that is not told; and what of that may be known after apply only."""
        block = self._block(change)
        return block[:2] if block else _UNTOLD

    def _block(self, change: Change) -> _Written | None:
        module = addresses.block_of_module[change.module]
        if module not in self._written:
            self._written[module] = {
                block.address: _Written(
                    block.arguments, block.pending, frozenset(filter(None, map(_resource, block.references)))
                )
                for block in self._module(module).blocks
            }
        return self._written[module].get(f"{change.type}.{change.name}")

    def _module(self, address: str) -> Module:
        found = self._root
        for name in addresses.parse(address).names:
            call = found.calls.get(name)
            found = call.module if call else _NOTHING
        return found


def _resource(reference: str) -> tuple[str, str] | None:
    names = addresses.names(reference)
    return (names[0], names[1]) if len(names) > 1 else None
