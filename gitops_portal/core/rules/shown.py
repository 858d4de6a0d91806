"""An objection and its resource in; what stands at the attribute that it names, as people may read it, out.

Read from the plan with its secrets hidden, whatever the rule could read: in this one place for all rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from gitops_portal.core import embedded, text
from gitops_portal.core.address import Step, steps
from gitops_portal.core.memo import Memo
from gitops_portal.core.model import UNKNOWN, Sensitive, Status, Unknown
from gitops_portal.core.rules import manifests
from gitops_portal.core.rules.kinds.required_tags import CARRIED
from gitops_portal.core.rules.part import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Change, Value
    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection

NOT_SET: Final = "not set"
_LONGEST: Final = 100_000
"""Characters of a text that is read as a document."""
_CARRIED: Final = dict(CARRIED)
_BY_TERRAFORM: Final = frozenset({"connection", "lifecycle", "provisioner"})
"""Blocks that Terraform itself reads, of which a plan holds no values."""
_steps: Final = Memo(steps, 4_096)
"""Many objections are about the same few attributes."""
_NO_BLOCK: Final[tuple[Value, ...]] = (None, [], ())


class Nowhere(LookupError):
    """The path leads to no one place in the resource."""


class Shown(Struct, frozen=True, dict=True):
    """A plan as rules read it, and as it may be shown."""

    facts: Facts
    masked: Index

    def value(self, subject: Subject, objection: Objection) -> str:
        """In the words and the bounds of a difference, or that it is not set; empty where the attribute is none of the
        resource's own, as where it names what should stand beside.
        """
        resource = self._as_shown(subject)
        if not objection.attribute or resource.values is None:
            return ""
        try:
            found = self._found(resource, objection)
        except Nowhere:
            return ""
        if found is not None and found != "":
            return text.shown(_document(found) or found)
        told = NOT_SET if found is None else text.shown(found)
        known = objection.unset is not None and not isinstance(objection.unset, Unknown)
        return f"{told}, which counts as {text.shown(objection.unset)}" if known else told

    def _as_shown(self, subject: Subject) -> Subject:
        if self.masked is self.facts.index:
            return subject
        twin = self._twins.get(id(subject.change), subject.change)
        side = twin.after if subject.values is subject.change.after else twin.before
        if twin is subject.change and side is subject.values:  # nothing of most is hidden
            return subject
        return replace(subject, values=side, change=twin)

    @cached_property
    def _twins(self) -> Mapping[int, Change]:
        return twins(self.facts.index, self.masked)

    def _found(self, resource: Subject, objection: Objection) -> Value:
        path, doubted = _steps[objection.attribute], objection.status is Status.UNDETERMINED
        first = path[0].name
        if len(path) > 1 and first in _CARRIED:
            return _tag(resource, first, objection.attribute.removeprefix(f"{first}."))
        if resource.get(first) is None and not _is_own(first, resource.change.type):
            raise Nowhere
        place: Part = resource
        for step in path[:-1]:
            value = _read(place, step, doubted=doubted)
            if value in _NO_BLOCK:
                return None
            if value is UNKNOWN or isinstance(value, Sensitive):
                return value
            place = self._inside(place, step, value)
        return _read(place, path[-1], doubted=doubted)

    def _inside(self, place: Part, step: Step, value: Value) -> Part:
        """The block that a step leads to, or the document that stands there as a text."""
        if isinstance(value, str):
            said = _document(value)
            if said is None and len(value) <= _LONGEST and step.name == "yaml_body":
                said = manifests.in_body(value, self.facts)
            return Part(_only(said))
        if step.brackets or not isinstance(value, list | tuple):
            blocks = [block for block in place.blocks(step.name) if block.values is value]
            return blocks[0] if blocks else Part(_only(value))
        if len(value) != 1:
            raise Nowhere
        return place.blocks(step.name)[0]


def twins(index: Index, masked: Index) -> Mapping[int, Change]:
    """Each entry of a plan with its secrets hidden, by the `id` of the same with some of them opened."""
    return dict(zip(map(id, _all(index)), _all(masked), strict=True))


def _all(index: Index) -> tuple[Change, ...]:
    return (*index.changes.changes, *index.changes.readings)


def _is_own(name: str, kind: str) -> bool:
    """Whether a name may be that of an attribute of a type, and not of a type that should stand beside it."""
    return bool(kind) and name not in _BY_TERRAFORM and not name.startswith(kind.partition("_")[0] + "_")


def _tag(resource: Subject, attribute: str, name: str) -> Value:
    """What a tag says, of which the name may hold dots; with the provider's default ones where it says none itself."""
    found: Value = None
    for each in (attribute, _CARRIED[attribute]):
        tags = resource.get(each)
        if isinstance(tags, Mapping) and tags.get(name) is not None:
            return tags[name]
        if found is None and tags is not None and not isinstance(tags, Mapping):
            found = tags
    return found


def _read(place: Part, step: Step, *, doubted: bool) -> Value:
    """What stands at one step; None where nobody sets it, and the rule read it so."""
    if place.unknown or "[" in step.name:
        raise Nowhere
    value = place.get(step.name)
    if value is UNKNOWN and not doubted and place.left_out(step.name):
        return None
    return _member(value, step) if step.brackets else value


def _member(value: Value, step: Step) -> Value:
    held = _document(value) or value
    if held is None or held is UNKNOWN or isinstance(held, Sensitive):
        return held
    key = step.key
    if isinstance(held, Mapping) and isinstance(key, str):
        return held.get(key)
    if isinstance(held, list | tuple) and isinstance(key, int) and 0 <= key < len(held):
        return held[key]
    raise Nowhere


def _only(value: Value) -> Mapping[str, Value]:
    """The object itself, or the only one of a list."""
    one = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
    if isinstance(one, Mapping):
        return one
    raise Nowhere


def _document(value: Value) -> Sequence[Value] | Mapping[str, Value] | None:
    """What a text in JSON says, which people wrote as an object."""
    return embedded.json_in(value) if isinstance(value, str) and len(value) <= _LONGEST else None
