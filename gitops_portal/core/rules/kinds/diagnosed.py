"""Logs that Azure has to send somewhere in; an objection out where no diagnostic setting of the plan does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.condition import Condition  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.diagnostics import SETTING, sent
from gitops_portal.core.rules.part import any_of
from gitops_portal.core.rules.rule import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class Diagnosed(Struct, frozen=True):
    """A diagnostic setting sends all of these categories, or any log where none is named; or (`unless`) no need.

    `below` is what stands behind the id of the resource for a part of it, such as `/blobServices/default`.
    """

    message: str
    categories: tuple[str, ...] = ()
    below: str = ""
    unless: tuple[Condition, ...] = ()

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        itself = any_of(*(condition.holds(subject) for condition in self.unless))
        yield from expect(any_of(itself, sent(facts, subject, self.categories, self.below)), SETTING, self.message)
