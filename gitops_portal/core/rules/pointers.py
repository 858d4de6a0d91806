"""A resource of Azure in, those out that name it by its id, whatever its type: diagnostic settings, private endpoints.

An id that is not known until apply is looked up in the configuration, as in `links`; what refers to a resource of
another type alone names no other.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gitops_portal.core.model import UNKNOWN, Block
from gitops_portal.core.rules.condition import inside, steps
from gitops_portal.core.rules.links import Companions, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Unknown
    from gitops_portal.core.rules.facts import Facts, Subject


def pointing(facts: Facts, subject: Subject, kind: str, path: str, below: str = "") -> Companions:
    """Resources of `kind` whose attribute at `path` is the id of this one, with what is `below` it behind.

    Where an id is not known yet, nobody can tell what stands behind it, so with `below` it is possible at most.
    """
    owner = subject.change.type
    return facts.once(("pointing", kind, path, owner), lambda: _Pointers(facts, kind, path, owner)).of(subject, below)


class _Pointers:
    """All resources of one kind, by the resource of type `owner` whose id they name."""

    def __init__(self, facts: Facts, kind: str, path: str, owner: str) -> None:
        self._facts, self._owner = facts, owner
        self._by_id: dict[str, list[Subject]] = defaultdict(list)
        self._certain: dict[str, list[Subject]] = defaultdict(list)
        self._possible: dict[str, list[Subject]] = defaultdict(list)
        self._adrift: list[Subject] = []
        for pointer in facts.standing(kind):
            for target in _targets(pointer, path):
                if target is UNKNOWN:
                    self._place(pointer, steps(path)[0])
                else:
                    self._by_id[str(target).casefold()].append(pointer)

    def of(self, subject: Subject, below: str) -> Companions:
        address, name = subject.change.address, subject.text("id")
        known = self._by_id.get((name + below).casefold(), []) if isinstance(name, str) else []
        meant, possible = self._certain.get(address, []), [*self._possible.get(address, ()), *self._adrift]
        return Companions(tuple(known), (*meant, *possible)) if below else Companions((*known, *meant), tuple(possible))

    def _place(self, pointer: Subject, head: str) -> None:
        links = (self._facts.index.block(pointer.change) or Block("")).links.get(head, ())
        meant = self._facts.index.traced(pointer.change.module, links)
        if meant and self._owner not in {each.kind for each in meant}:
            return
        found = named(self._facts, replace(pointer, values={head: UNKNOWN}), head, (self._owner,))
        for owner in found.subjects:
            (self._certain if found.certain else self._possible)[owner.change.address].append(pointer)
        if not found.subjects and not found.certain:
            self._adrift.append(pointer)


def _targets(pointer: Subject, path: str) -> Iterator[str | Unknown]:
    *blocks, name = steps(path)
    for part in inside(pointer, blocks):
        target = part.text(name)
        if target is not None:
            yield target
