"""What must not come together in; an objection out where all of it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition, inside, steps
from gitops_portal.core.rules.part import all_of, negate
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts
    from gitops_portal.core.rules.part import Part
    from gitops_portal.core.rules.rule import Objection


class Forbidden(Struct, frozen=True):
    """Violated where all of these conditions hold: in one block of `each`, or in the resource.

    Without conditions the resource itself is what must not be.
    """

    message: str
    conditions: tuple[Condition, ...] = ()
    each: str = ""

    def __call__(self, subject: Part, _facts: Facts) -> Iterator[Objection]:
        for part in inside(subject, steps(self.each)):
            met = all_of(*(condition.holds(part) for condition in self.conditions))
            first = self.conditions[0] if self.conditions else None
            where, unset = (part.at(first.path), first.unset) if first else (part.path, None)
            yield from expect(negate(met), where, self.message, unset)
