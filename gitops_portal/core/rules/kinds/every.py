"""Several things that all have to be so in; an objection out at each that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition, asked
from gitops_portal.core.rules.part import implies
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class Every(Struct, frozen=True):
    """All of these conditions have to hold: in each block of `each`, or in the resource."""

    conditions: tuple[Condition, ...]
    message: str
    each: str = ""
    when: tuple[Condition, ...] = ()

    def __call__(self, subject: Subject, _facts: Facts) -> Iterator[Objection]:
        for part, applies in asked(subject, self.each, self.when):
            for wanted in self.conditions:
                for truth, where in wanted.answers(part):
                    yield from expect(implies(applies, truth), where, self.message, wanted.unset)
