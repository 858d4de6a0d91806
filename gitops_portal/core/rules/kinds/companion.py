"""A type of resource that has to stand beside another in; an objection out where the plan holds none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.links import companions
from gitops_portal.core.rules.part import all_of, any_of
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth
    from gitops_portal.core.rules.rule import Objection


class Companion(Struct, frozen=True):
    """A resource of `type` whose `attribute` names the judged one, and that meets `conditions`.

    Or (`unless`) the resource says the same itself. One in another state is not seen: that the plan holds none is
    what the objection says.
    """

    type: str
    attribute: str
    message: str
    conditions: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()

    def __call__(self, subject: Subject, facts: Facts) -> Iterable[Objection]:
        beside = companions(facts, subject, self.type, self.attribute, (subject.change.type,))
        certain = any_of(*[self._meets(one) for one in beside.certain])
        possible = beside.exist if not beside.certain else False
        itself = any_of(*[condition.holds(subject) for condition in self.unless])
        return expect(any_of(certain, possible, itself), self.type, self.message)

    def _meets(self, companion: Subject) -> Truth:
        return all_of(*[condition.holds(companion) for condition in self.conditions])
