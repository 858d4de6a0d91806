"""Several ways to be in order in; an objection out where none of them is taken."""

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
        for part in inside(subject, self.each):
            asked = all_of(*(condition.holds(part) for condition in self.when))
            if asked:
                truth = any_of(*(condition.holds(part) for condition in self.conditions))
                where = part.at(self.conditions[0].path)
                yield from expect(truth if asked is not UNKNOWN else any_of(truth, UNKNOWN), where, self.message)
