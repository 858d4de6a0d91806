"""A resource and what one of its attributes names in; the resources of the plan that are meant, out.

A name that is not known until apply is looked up in the configuration: which block the attribute refers to, be it
through the variables and outputs of modules.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from gitops_portal.core.model import UNKNOWN, Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.index import Meant
    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

_IDENTITIES = ("id", "arn", "bucket", "name")
"""Attributes by which others may name a resource."""


class Named(Struct, frozen=True):
    """The resources that may be meant. Certain and none: one that is not part of the plan."""

    subjects: tuple[Subject, ...] = ()
    certain: bool = False

    @property
    def only(self) -> Subject | None:
        return self.subjects[0] if self.certain and self.subjects else None


class Companions(Struct, frozen=True):
    """Resources that complete another one: those that surely do, and those of which nobody can tell."""

    certain: tuple[Subject, ...] = ()
    possible: tuple[Subject, ...] = ()

    @property
    def exist(self) -> Truth:
        return True if self.certain else UNKNOWN if self.possible else False


def named(facts: Facts, subject: Subject, attribute: str, kinds: tuple[str, ...]) -> Named:
    """What an attribute that holds one name, or a block of one, names among the resources of these kinds."""
    index = facts.once(("index", kinds), lambda: _indexed(each for kind in kinds for each in facts.standing(kind)))
    value = subject.get(attribute)
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(value, dict):
        value = value.get("id") or value.get("name")
    if isinstance(value, str):
        return Named(tuple(index.by_name.get(value, ())), certain=True)
    links = (facts.index.block(subject.change) or Block("")).links.get(attribute, ())
    match [*facts.index.traced(subject.change.module, links)] if value is UNKNOWN else []:
        case [meant] if meant.kind in kinds:
            return index.of(meant, subject)
    return Named()


def companions(facts: Facts, subject: Subject, kind: str, attribute: str, owners: tuple[str, ...]) -> Companions:
    """Resources of `kind` whose `attribute` names this resource, one of `owners`; or the owner that it names itself."""
    found = facts.once(("companions", kind, attribute, owners), lambda: _Companions(facts, kind, attribute, owners))
    owner = subject if subject.change.type in owners else named(facts, subject, attribute, owners).only
    return found.of(owner or subject)


class _Index(Struct, frozen=True):
    by_name: dict[str, list[Subject]] = field(default_factory=lambda: defaultdict(list))
    by_block: dict[tuple[str, str, str], list[Subject]] = field(default_factory=lambda: defaultdict(list))

    def of(self, meant: Meant, subject: Subject) -> Named:
        """Instances of a block: by the key that is written, else by the subject's own where they stand together."""
        module, kind, name, key = meant
        instances = self.by_block.get((module, kind, name), [])
        own = subject.change.index if module == subject.change.module else None
        keys = {key} if key is not None else {own, None}
        chosen = tuple(each for each in instances if each.change.index in keys)
        return Named(chosen or tuple(instances), certain=bool(chosen) or not instances)


def _indexed(subjects: Iterable[Subject]) -> _Index:
    index = _Index()
    for subject in subjects:
        change = subject.change
        index.by_block[change.module, change.type, change.name].append(subject)
        for name in dict.fromkeys(_identities(subject)):
            index.by_name[name].append(subject)
    return index


def _identities(subject: Subject) -> Iterator[str]:
    for attribute in _IDENTITIES:
        if isinstance(name := subject.text(attribute), str) and name:
            yield name


class _Companions:
    """All resources of one kind, by what they complete: the owner that one of their attributes names."""

    def __init__(self, facts: Facts, kind: str, attribute: str, owners: tuple[str, ...]) -> None:
        self._attribute = attribute
        self._certain: dict[str, list[Subject]] = defaultdict(list)
        self._possible: dict[str, list[Subject]] = defaultdict(list)
        self._elsewhere: dict[str, list[Subject]] = defaultdict(list)
        self._adrift: list[Subject] = []
        for companion in facts.standing(kind):
            self._place(companion, named(facts, companion, attribute, owners))

    def of(self, owner: Subject) -> Companions:
        address, elsewhere = owner.change.address, self._elsewhere
        name = owner.text(self._attribute) if elsewhere else None
        certain = (*self._certain.get(address, ()), *(elsewhere.get(name, ()) if isinstance(name, str) else ()))
        return Companions(certain, (*self._possible.get(address, ()), *self._adrift))

    def _place(self, companion: Subject, target: Named) -> None:
        for owner in target.subjects:
            (self._certain if target.certain else self._possible)[owner.change.address].append(companion)
        name = companion.text(self._attribute)
        if target.subjects:
            return
        if isinstance(name, str):
            self._elsewhere[name].append(companion)
        elif not target.certain:
            self._adrift.append(companion)
