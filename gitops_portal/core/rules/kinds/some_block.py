"""Blocks of one name in, of which one has to be as it is told; an objection out where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.condition import Condition  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.kinds.attribute import inside
from gitops_portal.core.rules.part import all_of, any_of
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class SomeBlock(Struct, frozen=True):
    """One of the blocks at the path `each` has to meet all of these conditions."""

    each: str
    conditions: tuple[Condition, ...]
    message: str
    when: tuple[Condition, ...] = ()

    def __call__(self, subject: Subject, _facts: Facts) -> Iterator[Objection]:
        asked = all_of(*(condition.holds(subject) for condition in self.when))
        if asked:
            blocks = inside(subject, self.each)
            found = any_of(*(all_of(*(condition.holds(part) for condition in self.conditions)) for part in blocks))
            yield from expect(found if asked is not UNKNOWN else any_of(found, UNKNOWN), self.each, self.message)
