"""Several things that all have to be so in; an objection out at each that is not."""

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


class Every(Struct, frozen=True):
    """All of these conditions have to hold: in each block of `each`, or in the resource."""

    conditions: tuple[Condition, ...]
    message: str
    each: str = ""
    when: tuple[Condition, ...] = ()

    def __call__(self, subject: Subject, _facts: Facts) -> Iterator[Objection]:
        for part in inside(subject, self.each):
            asked = all_of(*(condition.holds(part) for condition in self.when))
            for wanted in self.conditions if asked else ():
                for truth, where in wanted.answers(part):
                    yield from expect(truth if asked is not UNKNOWN else any_of(truth, UNKNOWN), where, self.message)
