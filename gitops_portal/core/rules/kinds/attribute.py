"""An attribute, an operator and what is expected in; an objection out where the attribute says otherwise."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.part import negate, present
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth
    from gitops_portal.core.rules.rule import Objection


class Operator(StrEnum):
    IS_TRUE = "is true"
    IS_NOT_TRUE = "is not true"
    IS_SET = "is set"


class Attribute(Struct, frozen=True):
    """What the attribute of a resource has to say, and the objection where it does not."""

    name: str
    operator: Operator
    message: str

    def __call__(self, subject: Subject, _facts: Facts) -> Iterator[Objection]:
        yield from expect(self._holds(subject), self.name, self.message)

    def _holds(self, subject: Subject) -> Truth:
        match self.operator:
            case Operator.IS_TRUE:
                return subject.flag(self.name)
            case Operator.IS_NOT_TRUE:
                return negate(subject.flag(self.name))
            case Operator.IS_SET:
                return present(subject.text(self.name))
