"""Blocks of one name in, of which one has to be as it is told; an objection out where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition, asked, inside, steps
from gitops_portal.core.rules.part import all_of, any_of, implies
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
        for part, applies in asked(subject, "", self.when):
            blocks = inside(part, steps(self.each))
            found = any_of(*(all_of(*(condition.holds(each) for condition in self.conditions)) for each in blocks))
            yield from expect(implies(applies, found), self.each, self.message)
