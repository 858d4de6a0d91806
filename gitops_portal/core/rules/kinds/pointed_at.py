"""A type of Azure's resources that names others by their id in; an objection out where none in the plan names this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.pointers import pointing
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class PointedAt(Struct, frozen=True):
    """A resource of `type` whose attribute at `path` is the id of the judged one, which may be of any type.

    Or (`unless`) the judged one needs none. One in another state is not seen: that the plan holds none is what the
    objection says.
    """

    type: str
    path: str
    message: str
    unless: tuple[Condition, ...] = ()

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        beside = pointing(facts, subject, self.type, self.path)
        itself = any_of(*(condition.holds(subject) for condition in self.unless))
        yield from expect(any_of(beside.exist, itself), self.type, self.message)
