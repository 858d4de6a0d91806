"""An attribute, an operator and what is expected in; an objection out wherever the attribute says otherwise."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition, Operator, asked
from gitops_portal.core.rules.part import Word, implies
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.rules.facts import Facts
    from gitops_portal.core.rules.part import Part
    from gitops_portal.core.rules.rule import Objection

__all__ = ["Attribute", "Operator"]


class Attribute(Struct, frozen=True, dict=True):
    """What an attribute of a resource has to say, and the objection where it does not: see Condition.

    `each` names blocks, such as `rule` or `spec.ingress`, every one of which is asked by itself, and none where there
    is none. Only what meets all of `when` is asked at all.
    """

    name: str
    operator: Operator
    message: str
    expected: tuple[str | int, ...] = ()
    unset: Word = None
    computed: bool = False
    each: str = ""
    when: tuple[Condition, ...] = ()
    filled: Word = None

    @cached_property
    def wanted(self) -> Condition:
        return Condition(self.name, self.operator, self.expected, self.unset, self.computed, self.filled)

    def __call__(self, subject: Part, _facts: Facts) -> Iterable[Objection]:
        if not self.each and not self.when and self.wanted.holds(subject) is True:  # of most, found out at once
            return ()
        return self._objections(subject)

    def _objections(self, subject: Part) -> Iterator[Objection]:
        for part, applies in asked(subject, self.each, self.when):
            for truth, where in self.wanted.answers(part):
                yield from expect(implies(applies, truth), where, self.message, self.unset)
