"""Several ways to be in order in; an objection out where none of them is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition, asked
from gitops_portal.core.rules.part import any_of, implies
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts
    from gitops_portal.core.rules.part import Part
    from gitops_portal.core.rules.rule import Objection


class Either(Struct, frozen=True):
    """One of these conditions has to hold. The objection names the first one's attribute."""

    conditions: tuple[Condition, ...]
    message: str
    each: str = ""
    when: tuple[Condition, ...] = ()

    def __call__(self, subject: Part, _facts: Facts) -> Iterator[Objection]:
        for part, applies in asked(subject, self.each, self.when):
            truth = any_of(*(condition.holds(part) for condition in self.conditions))
            first = self.conditions[0]
            yield from expect(implies(applies, truth), part.at(first.path), self.message, first.unset)
