"""A plan in, an index out that answers: which resource of that type does this one refer to, in the same module?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from gitops_portal.core.model import Change, ChangeSet, Module, without_keys

_NOTHING: Final = Module()


class Neighbours:
    """Only plain references of a block to a block beside it are followed; what goes through modules is not told."""

    def __init__(self, changes: ChangeSet) -> None:
        self._root = changes.root
        self._beside: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
        for change in changes.changes:
            if not change.deposed:
                self._beside[change.module, change.type, change.name].append(change)
        self._references: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def of(self, change: Change, kind: str = "") -> Iterator[Change]:
        """What its block refers to, of one type or of any: the instance with its own key, or the only one."""
        named = set()
        for reference in self._block_references(without_keys(change.module)).get(f"{change.type}.{change.name}", ()):
            words = without_keys(reference).split(".")
            if len(words) > 1 and (words[0] == kind or not kind):
                named.add((words[0], words[1]))
        for type_, name in sorted(named):
            found = self._beside.get((change.module, type_, name), [])
            same_key = [one for one in found if one.index == change.index]
            yield from same_key or (found if len(found) == 1 else [])

    def _block_references(self, module: str) -> Mapping[str, tuple[str, ...]]:
        if module not in self._references:
            blocks = self._module(module).blocks
            self._references[module] = {block.address: block.references for block in blocks}
        return self._references[module]

    def _module(self, address: str) -> Module:
        found = self._root
        for name in address.split(".")[1::2]:
            call = found.calls.get(name)
            found = call.module if call else _NOTHING
        return found
